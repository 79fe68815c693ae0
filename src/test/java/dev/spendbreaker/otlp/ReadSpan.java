package dev.spendbreaker.otlp;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a test sees of one span: everything a view says, copied. */
record ReadSpan(
    long traceIdHigh,
    long traceIdLow,
    long spanId,
    long parentSpanId,
    String name,
    long startTimeUnixNano,
    long endTimeUnixNano,
    Map<String, Value> attributes,
    Map<String, Value> resource) {

  /** An attribute, by all four of its accessors. */
  record Value(AttributeView.Type type, @Nullable String text, long longValue, double doubleValue) {
    static final Value OTHER = new Value(AttributeView.Type.OTHER, null, 0, 0);

    static Value of(String text) {
      return new Value(AttributeView.Type.STRING, text, 0, 0);
    }

    static Value of(boolean value) {
      return new Value(AttributeView.Type.BOOL, value ? "true" : "false", value ? 1 : 0, 0);
    }

    static Value of(long value) {
      return new Value(AttributeView.Type.INT, String.valueOf(value), value, (double) value);
    }

    static Value of(double value, String text) {
      return new Value(AttributeView.Type.DOUBLE, text, 0, value);
    }
  }

  static ReadSpan of(SpanView span, AttributeKeys keys) {
    return new ReadSpan(
        span.traceIdHigh(),
        span.traceIdLow(),
        span.spanId(),
        span.parentSpanId(),
        span.name(),
        span.startTimeUnixNano(),
        span.endTimeUnixNano(),
        values(span.attributes(), keys),
        values(span.resource(), keys));
  }

  private static Map<String, Value> values(AttributeView view, AttributeKeys keys) {
    Map<String, Value> values = new TreeMap<>();
    for (int key = 0; key < keys.size(); key++) {
      if (view.type(key) != AttributeView.Type.NONE) {
        values.put(
            keys.key(key),
            new Value(view.type(key), view.text(key), view.longValue(key), view.doubleValue(key)));
      }
    }
    return values;
  }
}
