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
