package dev.spendbreaker.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing buffer of bytes; the counterpart of {@link ByteReader}. Not thread-safe; reusable. */
public final class ByteWriter {
  private byte[] buffer;
  private int length;

  public ByteWriter() {
    this(128);
  }

  /** A writer whose buffer starts at {@code capacity} bytes. */
  public ByteWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** Forgets what was written; keeps the buffer. */
  public ByteWriter clear() {
    length = 0;
    return this;
  }

  /** The number of bytes written. */
  public int length() {
    return length;
  }

  public ByteWriter writeByte(int value) {
    reserve(1);
    buffer[length++] = (byte) value;
    return this;
  }

  /** Eight bytes, most significant first, so that unsigned values sort as bytes do. */
  public ByteWriter writeLong(long value) {
    reserve(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** A variable-length integer, 7 bits a byte, least significant first; cheap for small values. */
  public ByteWriter writeVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
    return this;
  }

  /** A signed variable-length integer (zigzag), cheap for values near zero on either side. */
  public ByteWriter writeSigned(long value) {
    return writeVarint((value << 1) ^ (value >> 63));
  }

  /** The length as a varint, then the UTF-8 bytes. */
  public ByteWriter writeString(String value) {
    return writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #writeString}, where null is told apart from empty. */
  public ByteWriter writeNullableString(@Nullable String value) {
    if (value == null) {
      return writeVarint(0);
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    writeVarint(bytes.length + 1L);
    return writeRaw(bytes, 0, bytes.length);
  }

  /** The length as a varint, then the bytes. */
  public ByteWriter writeBytes(byte[] value) {
    writeVarint(value.length);
    return writeRaw(value, 0, value.length);
  }

  /** The bytes alone. */
  public ByteWriter writeRaw(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, buffer, length, count);
    length += count;
    return this;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, length);
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
