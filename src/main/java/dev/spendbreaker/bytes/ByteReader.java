package dev.spendbreaker.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteWriter} wrote.
 *
 * <p>Every method throws {@link CorruptBytesException} where the bytes end early or a length makes
 * no sense, never an {@link IndexOutOfBoundsException}.
 */
public final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads {@code count} bytes from {@code offset}. */
  public ByteReader(byte[] bytes, int offset, int count) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + count;
  }

  /** Bytes left to read. */
  public int remaining() {
    return end - position;
  }

  public boolean hasRemaining() {
    return position < end;
  }

  /** The next byte, 0 to 255. */
  public int readByte() {
    require(1);
    return bytes[position++] & 0xFF;
  }

  public long readLong() {
    require(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[position++] & 0xFF);
    }
    return value;
  }

  public long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new CorruptBytesException("a varint longer than 10 bytes");
  }

  /** A varint that must lie in 0 … {@link Integer#MAX_VALUE}. */
  public int readCount() {
    long value = readVarint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new CorruptBytesException("a count of " + value);
    }
    return (int) value;
  }

  public long readSigned() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  public String readString() {
    return text(readCount());
  }

  public @Nullable String readNullableString() {
    int lengthAndOne = readCount();
    return lengthAndOne == 0 ? null : text(lengthAndOne - 1);
  }

  public byte[] readBytes() {
    int count = readCount();
    require(count);
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  private String text(int count) {
    require(count);
    position += count;
    return new String(bytes, position - count, count, StandardCharsets.UTF_8);
  }

  private void require(int count) {
    if (end - position < count) {
      throw new CorruptBytesException(
          "ends early: " + count + " more bytes wanted, " + (end - position) + " there");
    }
  }
}
