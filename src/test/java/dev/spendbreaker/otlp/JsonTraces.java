package dev.spendbreaker.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** Writes trace data as OTLP JSON in one of the many ways senders do. */
final class JsonTraces {
  private final Random random;
  private final boolean snakeCase;
  private final boolean base64Ids;
  private final boolean quotedNumbers;

  JsonTraces(Random random) {
    this.random = random;
    snakeCase = random.nextBoolean();
    base64Ids = random.nextInt(4) == 0;
    quotedNumbers = random.nextBoolean();
  }

  String write(TracesData traces) {
    return space()
        + object(field("resourceSpans", array(traces.getResourceSpansList(), this::resourceSpans)))
        + space();
  }

  private String resourceSpans(ResourceSpans group) {
    List<String> fields = new ArrayList<>();
    if (group.hasResource()) {
      fields.add(field("resource", object(attributes(group.getResource().getAttributesList()))));
    }
    fields.add(field("scopeSpans", array(group.getScopeSpansList(), this::scopeSpans)));
    fields.add(field("schemaUrl", string(group.getSchemaUrl())));
    return object(fields);
  }

  private String scopeSpans(ScopeSpans scope) {
    return object(
        field("scope", object(field("name", string(scope.getScope().getName())))),
        field("spans", array(scope.getSpansList(), this::span)));
  }

  private String span(Span span) {
    List<String> fields = new ArrayList<>();
    fields.add(field("traceId", id(span.getTraceId())));
    fields.add(field("spanId", id(span.getSpanId())));
    fields.add(
        field(
            "parentSpanId",
            span.getParentSpanId().isEmpty() ? "\"\"" : id(span.getParentSpanId())));
    fields.add(field("name", string(span.getName())));
    fields.add(field("kind", String.valueOf(span.getKindValue())));
    fields.add(
        field("startTimeUnixNano", number(Long.toUnsignedString(span.getStartTimeUnixNano()))));
    fields.add(field("endTimeUnixNano", number(Long.toUnsignedString(span.getEndTimeUnixNano()))));
    fields.add(attributes(span.getAttributesList()));
    fields.add(field("events", array(span.getEventsList(), e -> object(field("name", "[[{}]]")))));
    return object(fields);
  }

  private String attributes(List<KeyValue> attributes) {
    return field("attributes", array(attributes, this::attribute));
  }

  private String attribute(KeyValue attribute) {
    String key = field("key", string(attribute.getKey()));
    return attribute.hasValue()
        ? object(key, field("value", value(attribute.getValue())))
        : object(key);
  }

  private String value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> object(field("stringValue", string(value.getStringValue())));
      case BOOL_VALUE -> object(field("boolValue", String.valueOf(value.getBoolValue())));
      case INT_VALUE -> object(field("intValue", number(integer(value.getIntValue()))));
      case DOUBLE_VALUE -> object(field("doubleValue", decimal(value.getDoubleValue())));
      case ARRAY_VALUE ->
          object(
              field(
                  "arrayValue",
                  object(
                      field("values", array(value.getArrayValue().getValuesList(), this::value)))));
      case KVLIST_VALUE ->
          object(
              field(
                  "kvlistValue",
                  object(
                      field(
                          "values",
                          array(value.getKvlistValue().getValuesList(), this::attribute)))));
      case BYTES_VALUE -> object(field("bytesValue", base64(value.getBytesValue())));
      default -> random.nextBoolean() ? "{}" : "null";
    };
  }

  private String integer(long value) {
    return switch (random.nextInt(4)) {
      case 0 -> value + ".0";
      case 1 -> value + "e0";
      default -> String.valueOf(value);
    };
  }

  private String decimal(double value) {
    boolean isFinite = Math.abs(value) <= Double.MAX_VALUE;
    return isFinite && !quotedNumbers ? String.valueOf(value) : "\"" + value + "\"";
  }

  private String number(String digits) {
    return quotedNumbers ? "\"" + digits + "\"" : digits;
  }

  private String id(ByteString id) {
    return base64Ids ? base64(id) : "\"" + HexFormat.of().formatHex(id.toByteArray()) + "\"";
  }

  private static String base64(ByteString bytes) {
    return "\"" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\"";
  }

  private <T> String array(List<T> items, Function<T, String> write) {
    return "[" + space() + String.join(",", items.stream().map(write).toList()) + space() + "]";
  }

  private String object(String... fields) {
    return object(Arrays.asList(fields));
  }

  /** The fields in any order, and sometimes one nobody knows. */
  private String object(List<String> fields) {
    List<String> shuffled = new ArrayList<>(fields);
    if (random.nextInt(3) == 0) {
      shuffled.add("\"unheardOf\":[{\"spans\":[{\"key\":null}]},1e5,\"\\u0041\"]");
    }
    Collections.shuffle(shuffled, random);
    return "{" + space() + String.join("," + space(), shuffled) + "}";
  }

  private String field(String name, String value) {
    String spelled = snakeCase ? name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT) : name;
    return "\"" + spelled + "\":" + space() + value;
  }

  private String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.codePoints().forEach(c -> json.append(character(c)));
    return json.append('"').toString();
  }

  private String character(int codePoint) {
    StringBuilder escaped = new StringBuilder();
    String text = Character.toString(codePoint);
    text.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
    boolean mustEscape = codePoint < ' ' || codePoint == '"' || codePoint == '\\';
    return mustEscape || random.nextInt(20) == 0 ? escaped.toString() : text;
  }

  private String space() {
    return List.of("", "", " ", "\n\t").get(random.nextInt(4));
  }
}
