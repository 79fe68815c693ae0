package dev.spendbreaker.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;

/** Numbers in OTLP JSON: a 64-bit integer or a double, each as a number or as a string. */
final class JsonNumbers {
  /** Longer texts are no number of 64 bits, and slow to convert. */
  private static final int MAX_LENGTH = 1000;

  private JsonNumbers() {}

  /** An unsigned integer; 0 where the value is none. */
  static long readUnsigned(JsonParser parser) throws IOException {
    String text = text(parser);
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException notPlain) {
      return unsigned(text);
    }
  }

  /** Sets an INT, or a DOUBLE where the number is not an integer of 64 bits. */
  static void readInt(JsonParser parser, AttributeBuffer into, int key) throws IOException {
    try {
      into.setInt(key, decimal(text(parser)).longValueExact());
    } catch (NumberFormatException | ArithmeticException notInteger) {
      readDouble(parser, into, key);
    }
  }

  /** Sets a DOUBLE, if the value is a number. */
  static void readDouble(JsonParser parser, AttributeBuffer into, int key) throws IOException {
    try {
      into.setDouble(key, toDouble(text(parser)));
    } catch (NumberFormatException notNumber) {
      // As a field of a wrong type: skipped.
    }
  }

  private static long unsigned(String text) {
    try {
      return Math.max(0, decimal(text).longValueExact());
    } catch (NumberFormatException | ArithmeticException notInteger) {
      return 0;
    }
  }

  private static double toDouble(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> decimal(text).doubleValue();
    };
  }

  private static BigDecimal decimal(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new NumberFormatException("a number of " + text.length() + " characters");
    }
    return new BigDecimal(text);
  }

  /** The text of a number or string; empty, which is no number, for all else. */
  private static String text(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return token.isNumeric() || token == JsonToken.VALUE_STRING ? parser.getText() : "";
  }
}
