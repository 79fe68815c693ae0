package dev.spendbreaker.trace;

import dev.spendbreaker.bytes.ByteWriter;
import java.util.HexFormat;

/**
 * The 16 bytes that identify a trace.
 *
 * @param high the first 8 bytes, big-endian
 * @param low the last 8 bytes, big-endian
 */
public record TraceId(long high, long low) {
  private static final int HEX_DIGITS = 32;

  /**
   * Reads what {@link #toHex} wrote, in lower or upper case.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static TraceId parse(String hex) {
    if (hex.length() != HEX_DIGITS) {
      throw new IllegalArgumentException("a trace id has 32 hexadecimal digits");
    }
    return new TraceId(
        HexFormat.fromHexDigitsToLong(hex, 0, HEX_DIGITS / 2),
        HexFormat.fromHexDigitsToLong(hex, HEX_DIGITS / 2, HEX_DIGITS));
  }

  /** The 16 bytes. */
  public byte[] toBytes() {
    return new ByteWriter(16).writeLong(high).writeLong(low).toByteArray();
  }

  /** Lower-case hexadecimal, 32 characters. */
  public String toHex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
