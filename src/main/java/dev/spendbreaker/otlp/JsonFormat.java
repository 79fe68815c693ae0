package dev.spendbreaker.otlp;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Arrays;

/**
 * OTLP JSON (OTLP 1.11, "JSON Protobuf Encoding"), in UTF-8. As in protobuf, unknown fields and
 * known fields of a wrong type are skipped. More than the specification asks, it takes snake_case
 * names, ids in base64, and NaN and Infinity without quotes.
 */
final class JsonFormat implements MessageFormat {
  /** Far above real messages, where one level of an attribute's arrays takes three of JSON. */
  static final int MAX_DEPTH = 10_000;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final AttributeKeys wanted;

  /** Holds a value whose key is not known yet. */
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
      if (!indexMessage(parser, start, index)) {
        throw MalformedOtlpException.withoutResourceSpans(message);
      }
    } catch (IOException e) {
      throw malformed(e, start);
    }
  }

  /** Returns whether the message has resource spans, be it none of them. */
  private static boolean indexMessage(JsonParser parser, int start, SpanIndex index)
      throws IOException, MalformedOtlpException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedOtlpException("the JSON is not an object");
    }
    boolean[] found = {false};
    forEachField(
        parser,
        field -> {
          switch (field) {
            case "resourceSpans", "resource_spans" -> {
              found[0] |= parser.currentToken() == JsonToken.START_ARRAY || isNull(parser);
              forEachObject(parser, () -> indexResourceSpans(parser, start, index));
            }
            default -> parser.skipChildren();
          }
        });
    if (parser.nextToken() != null) {
      throw new MalformedOtlpException(
          "more than one JSON value, at byte " + offset(parser, start));
    }
    return found[0];
  }

  private static void indexResourceSpans(JsonParser parser, int start, SpanIndex index)
      throws IOException {
    forEachField(
        parser,
        field -> {
          switch (field) {
            case "resource" -> indexResource(parser, start, index);
            case "scopeSpans", "scope_spans" ->
                forEachObject(parser, () -> indexScopeSpans(parser, start, index));
            default -> parser.skipChildren();
          }
        });
    index.endGroup();
  }

  private static void indexResource(JsonParser parser, int start, SpanIndex index)
      throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      index.addResource(offset(parser, start));
    }
    parser.skipChildren();
  }

  private static void indexScopeSpans(JsonParser parser, int start, SpanIndex index)
      throws IOException {
    forEachField(
        parser,
        field -> {
          if (field.equals("spans")) {
            forEachObject(
                parser,
                () -> {
                  index.addSpan(offset(parser, start));
                  parser.skipChildren();
                });
          } else {
            parser.skipChildren();
          }
        });
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
    value.setNone(0);
    String[] key = {""};
    forEachField(
        parser,
        field -> {
          if (field.equals("key") && parser.currentToken() == JsonToken.VALUE_STRING) {
            key[0] = parser.getText();
          } else if (field.equals("value") && mayBeWanted(key[0])) {
            readAnyValue(parser);
          } else {
            parser.skipChildren();
          }
        });
    int number = wanted.indexOf(key[0]);
    if (number >= 0) {
      into.copy(number, value, 0);
    }
  }

  /** True also while the key is not known: the value may stand before it. */
  private boolean mayBeWanted(String key) {
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
    if (!isNull(parser)) {
      value.setOther(0);
    }
  }

  /** Something to do at a value of the document; it leaves the parser at the end of the value. */
  @FunctionalInterface
  private interface ObjectAction {
    void run() throws IOException;
  }

  /** The same for a field of an object, by its name. */
  @FunctionalInterface
  private interface FieldAction {
    void run(String field) throws IOException;
  }

  /** For each field of the object the parser stands at the start of. */
  private static void forEachField(JsonParser parser, FieldAction action) throws IOException {
    String field = parser.nextFieldName();
    while (field != null) {
      parser.nextToken();
      action.run(field);
      field = parser.nextFieldName();
    }
  }

  /** For each object of the array the parser stands at the start of; all else is skipped. */
  private static void forEachObject(JsonParser parser, ObjectAction action) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_OBJECT) {
        action.run();
      } else {
        parser.skipChildren();
      }
      token = parser.nextToken();
    }
  }

  private static JsonParser parser(byte[] message, int offset) throws IOException {
    return FACTORY.createParser(message, offset, message.length - offset);
  }

  private static boolean isNull(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Where in the message the current token begins, if the parser began at {@code start}. */
  private static int offset(JsonParser parser, int start) {
    return start + (int) parser.currentTokenLocation().getByteOffset();
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
        "broken JSON near byte " + (start + offset) + ": " + problem.getOriginalMessage());
  }
}
