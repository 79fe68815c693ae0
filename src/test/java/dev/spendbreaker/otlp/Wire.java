package dev.spendbreaker.otlp;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Protobuf written by hand, so that it can be wrong. */
final class Wire {
  private Wire() {}

  /** A length-delimited field. */
  static byte[] field(int number, byte[]... parts) {
    byte[] content = concat(parts);
    return concat(varint((long) number << 3 | 2), varint(content.length), content);
  }

  static byte[] field(int number, String text) {
    return field(number, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
