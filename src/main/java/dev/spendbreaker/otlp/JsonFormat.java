package dev.spendbreaker.otlp;

import static dev.spendbreaker.otlp.JsonWalk.forEachField;
import static dev.spendbreaker.otlp.JsonWalk.forEachObject;
import static dev.spendbreaker.otlp.JsonWalk.parser;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * OTLP JSON (OTLP 1.11, "JSON Protobuf Encoding"), in UTF-8. As in protobuf, unknown fields and
 * known fields of a wrong type are skipped. More than the specification asks, it takes snake_case
 * names, ids in base64, and NaN and Infinity without quotes.
 */
final class JsonFormat implements MessageFormat {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final AttributeKeys wanted;

  /** The attribute that is being read: its key, empty until known, and its value under number 0. */
  private String key = "";

  private final AttributeBuffer value = new AttributeBuffer(1);

  JsonFormat(AttributeKeys wanted) {
    this.wanted = wanted;
  }

  /** Whether a message begins as a JSON object does. */
  static boolean isLikely(byte[] message) {
    int i = start(message);
    while (i < message.length && isWhitespace(message[i])) {
      i++;
    }
    return i < message.length && message[i] == '{';
  }

  @Override
  public void index(byte[] message, SpanIndex index) throws MalformedOtlpException {
    int start = start(message);
    try (JsonParser parser = parser(message, start)) {
      if (!new JsonIndexer(parser, start, index).index()) {
        throw MalformedOtlpException.withoutResourceSpans(message);
      }
    } catch (IOException e) {
      throw malformed(e, start);
    }
  }

  @Override
  public void readResource(byte[] message, int offset, AttributeBuffer into)
      throws MalformedOtlpException {
    try (JsonParser parser = parser(message, offset)) {
      parser.nextToken();
      forEachField(
          parser,
          field -> {
            if (field.equals("attributes")) {
              readAttributes(parser, into);
            } else {
              parser.skipChildren();
            }
          });
    } catch (IOException e) {
      throw malformed(e, offset);
    }
  }

  @Override
  public void readSpan(byte[] message, int offset, SpanBuffer into) throws MalformedOtlpException {
    try (JsonParser parser = parser(message, offset)) {
      parser.nextToken();
      forEachField(parser, field -> readSpanField(parser, field, into));
    } catch (IOException e) {
      throw malformed(e, offset);
    }
  }

  private void readSpanField(JsonParser parser, String field, SpanBuffer into) throws IOException {
    switch (field) {
      case "traceId", "trace_id" -> JsonIds.readTraceId(parser, into);
      case "spanId", "span_id" -> JsonIds.readSpanId(parser, into);
      case "parentSpanId", "parent_span_id" -> JsonIds.readParentSpanId(parser, into);
      case "name" -> {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          into.setName(parser.getText());
        }
      }
      case "startTimeUnixNano", "start_time_unix_nano" ->
          into.setStartTimeUnixNano(JsonNumbers.readUnsigned(parser));
      case "endTimeUnixNano", "end_time_unix_nano" ->
          into.setEndTimeUnixNano(JsonNumbers.readUnsigned(parser));
      case "attributes" -> readAttributes(parser, into.attributes());
      default -> {}
    }
    parser.skipChildren();
  }

  private void readAttributes(JsonParser parser, AttributeBuffer into) throws IOException {
    forEachObject(parser, () -> readAttribute(parser, into));
  }

  private void readAttribute(JsonParser parser, AttributeBuffer into) throws IOException {
    key = "";
    value.setNone(0);
    forEachField(parser, field -> readAttributeField(parser, field));
    int number = wanted.indexOf(key);
    if (number >= 0) {
      into.copy(number, value, 0);
    }
  }

  private void readAttributeField(JsonParser parser, String field) throws IOException {
    if (field.equals("key") && parser.currentToken() == JsonToken.VALUE_STRING) {
      key = parser.getText();
    } else if (field.equals("value") && mayBeWanted()) {
      readAnyValue(parser);
    } else {
      parser.skipChildren();
    }
  }

  /** True also while the key is not known: the value may stand before it. */
  private boolean mayBeWanted() {
    return key.isEmpty() || wanted.indexOf(key) >= 0;
  }

  private void readAnyValue(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      forEachField(parser, field -> readAnyValueField(parser, field));
    } else {
      parser.skipChildren();
    }
  }

  private void readAnyValueField(JsonParser parser, String field) throws IOException {
    switch (field) {
      case "stringValue", "string_value" -> {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          value.setString(0, parser.getText());
        }
      }
      case "boolValue", "bool_value" -> {
        if (parser.currentToken().isBoolean()) {
          value.setBool(0, parser.getBooleanValue());
        }
      }
      case "intValue", "int_value" -> JsonNumbers.readInt(parser, value, 0);
      case "doubleValue", "double_value" -> JsonNumbers.readDouble(parser, value, 0);
      case "arrayValue", "array_value", "kvlistValue", "kvlist_value" -> setOther(parser);
      case "bytesValue", "bytes_value" -> setOther(parser);
      default -> {}
    }
    parser.skipChildren();
  }

  private void setOther(JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      value.setOther(0);
    }
  }

  private static int start(byte[] message) {
    int mark = BYTE_ORDER_MARK.length;
    boolean marked =
        message.length >= mark && Arrays.equals(message, 0, mark, BYTE_ORDER_MARK, 0, mark);
    return marked ? mark : 0;
  }

  /** RFC 8259, §2. */
  private static boolean isWhitespace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private static MalformedOtlpException malformed(IOException e, int start) {
    if (!(e instanceof JacksonException problem)) {
      return new MalformedOtlpException(String.valueOf(e.getMessage()));
    }
    JsonLocation location = problem.getLocation();
    long offset = location == null ? 0 : Math.max(0, location.getByteOffset());
    return new MalformedOtlpException(
        "broken JSON near byte %d: %s"
            .formatted(start + offset, Printable.of(problem.getOriginalMessage())));
  }
}
