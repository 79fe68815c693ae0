package dev.spendbreaker.otlp;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Attributes by number, filled by a reader and reused. Strings stay in the message until asked. */
final class AttributeBuffer implements AttributeView {
  private static final byte NONE = 0;
  private static final byte STRING = 1;
  private static final byte BOOL = 2;
  private static final byte INT = 3;
  private static final byte DOUBLE = 4;
  private static final byte OTHER = 5;
  private static final Type[] TYPES = {
    Type.NONE, Type.STRING, Type.BOOL, Type.INT, Type.DOUBLE, Type.OTHER
  };

  private final byte[] types;

  /** By type: offset and length of a STRING, 0 or 1, the integer, or the bits of the double. */
  private final long[] values;

  /** A STRING that is decoded already; null if it is still only in the message. */
  private final @Nullable String[] texts;

  private byte[] message = new byte[0];

  AttributeBuffer(int size) {
    types = new byte[size];
    values = new long[size];
    texts = new String[size];
  }

  /** Removes all attributes; those to come are in {@code message}. */
  void clear(byte[] message) {
    this.message = message;
    Arrays.fill(types, NONE);
  }

  void setNone(int key) {
    set(key, NONE, 0, null);
  }

  /** A string that is {@code length} bytes of UTF-8 in the message. */
  void setString(int key, int offset, int length) {
    set(key, STRING, (long) offset << 32 | length, null);
  }

  void setString(int key, String text) {
    set(key, STRING, 0, text);
  }

  void setBool(int key, boolean value) {
    set(key, BOOL, value ? 1 : 0, null);
  }

  void setInt(int key, long value) {
    set(key, INT, value, null);
  }

  void setDouble(int key, double value) {
    set(key, DOUBLE, Double.doubleToRawLongBits(value), null);
  }

  void setOther(int key) {
    set(key, OTHER, 0, null);
  }

  /** Sets {@code key} to what {@code source} holds under {@code sourceKey}. */
  void copy(int key, AttributeBuffer source, int sourceKey) {
    set(key, source.types[sourceKey], source.values[sourceKey], source.texts[sourceKey]);
  }

  @Override
  public Type type(int key) {
    return TYPES[types[key]];
  }

  @Override
  public @Nullable String text(int key) {
    return switch (types[key]) {
      case STRING -> string(key);
      case BOOL -> values[key] == 1 ? "true" : "false";
      case INT -> Long.toString(values[key]);
      case DOUBLE -> decimal(doubleValue(key));
      default -> null;
    };
  }

  @Override
  public long longValue(int key) {
    return types[key] == INT || types[key] == BOOL ? values[key] : 0;
  }

  @Override
  public double doubleValue(int key) {
    return switch (types[key]) {
      case INT -> values[key];
      case DOUBLE -> Double.longBitsToDouble(values[key]);
      default -> 0;
    };
  }

  private void set(int key, byte type, long value, @Nullable String text) {
    types[key] = type;
    values[key] = value;
    texts[key] = text;
  }

  private String string(int key) {
    String text = texts[key];
    if (text == null) {
      int offset = (int) (values[key] >>> 32);
      text = new String(message, offset, (int) values[key], StandardCharsets.UTF_8);
      texts[key] = text;
    }
    return text;
  }

  private static String decimal(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).toPlainString()
        : Double.toString(value);
  }
}
