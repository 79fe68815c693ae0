package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Fields that the codecs of this package share. */
final class CodecFields {
  private CodecFields() {}

  static void writeNullableLong(@Nullable Long value, ByteWriter writer) {
    writer.writeByte(value == null ? 0 : 1);
    if (value != null) {
      writer.writeSigned(value);
    }
  }

  static @Nullable Long readNullableLong(ByteReader reader) {
    return readFlag(reader) ? reader.readSigned() : null;
  }

  static void writeNullableDecimal(@Nullable BigDecimal value, ByteWriter writer) {
    writer.writeNullableString(value == null ? null : value.toString());
  }

  static @Nullable BigDecimal readNullableDecimal(ByteReader reader) {
    String text = reader.readNullableString();
    return text == null ? null : decimal(text);
  }

  static BigDecimal readDecimal(ByteReader reader) {
    return decimal(reader.readString());
  }

  static boolean readFlag(ByteReader reader) {
    int value = reader.readByte();
    if (value > 1) {
      throw new CorruptBytesException("a flag of " + value);
    }
    return value == 1;
  }

  /** Stored by ordinal: to the enums that come here, only append. */
  @SuppressWarnings("EnumOrdinal")
  static void writeEnum(Enum<?> value, ByteWriter writer) {
    writer.writeByte(value.ordinal());
  }

  static <E extends Enum<E>> E readEnum(E[] values, ByteReader reader) {
    int ordinal = reader.readByte();
    if (ordinal >= values.length) {
      throw new CorruptBytesException(
          values[0].getDeclaringClass().getSimpleName() + " number " + ordinal + " is unknown");
    }
    return values[ordinal];
  }

  private static BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new CorruptBytesException("not a number: '" + text + "'");
    }
  }
}
