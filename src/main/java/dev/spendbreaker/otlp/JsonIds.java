package dev.spendbreaker.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Ids in OTLP JSON: hexadecimal (OTLP 1.11, "JSON Protobuf Encoding"), or base64 as a plain
 * protobuf-to-JSON mapping writes them. The length tells which.
 */
final class JsonIds {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private JsonIds() {}

  static void readTraceId(JsonParser parser, SpanBuffer into) throws IOException {
    byte[] id = read(parser, TRACE_ID_BYTES);
    if (id == null) {
      into.setTraceIdProblem(problem("trace id", parser, TRACE_ID_BYTES));
    } else {
      into.setTraceId(ByteBuffer.wrap(id).getLong(), ByteBuffer.wrap(id).getLong(8));
    }
  }

  static void readSpanId(JsonParser parser, SpanBuffer into) throws IOException {
    byte[] id = read(parser, SPAN_ID_BYTES);
    if (id == null) {
      into.setSpanIdProblem(problem("span id", parser, SPAN_ID_BYTES));
    } else {
      into.setSpanId(ByteBuffer.wrap(id).getLong());
    }
  }

  /** A parent that is null or empty is no parent. */
  static void readParentSpanId(JsonParser parser, SpanBuffer into) throws IOException {
    byte[] id = isAbsent(parser) ? new byte[SPAN_ID_BYTES] : read(parser, SPAN_ID_BYTES);
    if (id == null) {
      into.setParentSpanIdProblem(problem("parent span id", parser, SPAN_ID_BYTES));
    } else {
      into.setParentSpanId(ByteBuffer.wrap(id).getLong());
    }
  }

  private static boolean isAbsent(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        || (parser.currentToken() == JsonToken.VALUE_STRING && parser.getText().isEmpty());
  }

  private static byte @Nullable [] read(JsonParser parser, int bytes) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return null;
    }
    String text = parser.getText();
    byte[] id = text.length() == 2 * bytes ? fromHex(text) : fromBase64(text, bytes);
    return id != null && id.length == bytes ? id : null;
  }

  private static byte @Nullable [] fromHex(String text) {
    return text.chars().allMatch(HexFormat::isHexDigit) ? HexFormat.of().parseHex(text) : null;
  }

  private static byte @Nullable [] fromBase64(String text, int bytes) {
    if (text.length() > (bytes + 2) / 3 * 4) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static String problem(String what, JsonParser parser, int bytes) throws IOException {
    String found =
        parser.currentToken() == JsonToken.VALUE_STRING
            ? "'" + Printable.of(parser.getText()) + "'"
            : "not a string";
    return "%s is %s, must be %d hexadecimal digits".formatted(what, found, 2 * bytes);
  }
}
