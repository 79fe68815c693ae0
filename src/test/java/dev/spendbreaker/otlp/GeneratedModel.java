package dev.spendbreaker.otlp;

import com.google.protobuf.ByteString;
import dev.spendbreaker.otlp.ReadSpan.Value;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The naive model: what should be read, by way of the generated classes. */
final class GeneratedModel {
  private GeneratedModel() {}

  /** What {@link Reading#results} must be; the reason of an unusable span is empty. */
  static List<Object> results(TracesData traces, AttributeKeys keys) {
    List<Object> results = new ArrayList<>();
    for (ResourceSpans group : traces.getResourceSpansList()) {
      Map<String, Value> resource = values(group.getResource().getAttributesList(), keys);
      for (ScopeSpans scope : group.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          results.add(result(span, resource, keys));
        }
      }
    }
    return results;
  }

  /** The same results with the reasons taken out. */
  static List<Object> withoutReasons(List<Object> results) {
    return results.stream()
        .map(result -> result instanceof Reading.Unusable ? new Reading.Unusable("") : result)
        .toList();
  }

  private static Object result(Span span, Map<String, Value> resource, AttributeKeys keys) {
    if (!isId(span.getTraceId(), 16)
        || !isId(span.getSpanId(), 8)
        || (span.getParentSpanId().size() != 0 && span.getParentSpanId().size() != 8)) {
      return new Reading.Unusable("");
    }
    return new ReadSpan(
        bigEndian(span.getTraceId().substring(0, 8)),
        bigEndian(span.getTraceId().substring(8)),
        bigEndian(span.getSpanId()),
        bigEndian(span.getParentSpanId()),
        span.getName(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        values(span.getAttributesList(), keys),
        resource);
  }

  private static boolean isId(ByteString id, int size) {
    return id.size() == size && !id.equals(ByteString.copyFrom(new byte[size]));
  }

  private static long bigEndian(ByteString bytes) {
    long value = 0;
    for (byte b : bytes) {
      value = value * 256 + Byte.toUnsignedInt(b);
    }
    return value;
  }

  private static Map<String, Value> values(List<KeyValue> attributes, AttributeKeys keys) {
    Map<String, Value> values = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      values.remove(attribute.getKey());
      boolean isWanted = keys.indexOf(attribute.getKey()) >= 0;
      if (isWanted && attribute.getValue().getValueCase() != AnyValue.ValueCase.VALUE_NOT_SET) {
        values.put(attribute.getKey(), value(attribute.getValue()));
      }
    }
    return values;
  }

  private static Value value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> Value.of(value.getStringValue());
      case BOOL_VALUE -> Value.of(value.getBoolValue());
      case INT_VALUE -> Value.of(value.getIntValue());
      case DOUBLE_VALUE -> Value.of(value.getDoubleValue(), text(value.getDoubleValue()));
      default -> Value.OTHER;
    };
  }

  private static String text(double value) {
    boolean isFinite = !Double.isNaN(value) && !Double.isInfinite(value);
    return isFinite ? new BigDecimal(String.valueOf(value)).toPlainString() : String.valueOf(value);
  }
}
