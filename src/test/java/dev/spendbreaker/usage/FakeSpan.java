package dev.spendbreaker.usage;

import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.SpanView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span written down by hand. Attribute values are a String, Boolean, Integer, Long or Double;
 * anything else stands for an array or a map.
 */
public record FakeSpan(
    List<String> keys,
    long traceIdHigh,
    long traceIdLow,
    long spanId,
    long parentSpanId,
    String name,
    long endTimeUnixNano,
    Map<String, Object> own,
    Map<String, Object> ofResource)
    implements SpanView {

  @Override
  public long startTimeUnixNano() {
    return 0;
  }

  @Override
  public AttributeView attributes() {
    return new Attributes(keys, own);
  }

  @Override
  public AttributeView resource() {
    return new Attributes(keys, ofResource);
  }

  private record Attributes(List<String> keys, Map<String, Object> values)
      implements AttributeView {
    private @Nullable Object value(int key) {
      return values.get(keys.get(key));
    }

    @Override
    public Type type(int key) {
      Object value = value(key);
      if (value == null) {
        return Type.NONE;
      } else if (value instanceof String) {
        return Type.STRING;
      } else if (value instanceof Boolean) {
        return Type.BOOL;
      } else if (value instanceof Double) {
        return Type.DOUBLE;
      }
      return value instanceof Integer || value instanceof Long ? Type.INT : Type.OTHER;
    }

    @Override
    public @Nullable String text(int key) {
      Type type = type(key);
      return type == Type.NONE || type == Type.OTHER ? null : String.valueOf(value(key));
    }

    @Override
    public long longValue(int key) {
      if (value(key) instanceof Boolean flag) {
        return flag ? 1 : 0;
      }
      return type(key) == Type.INT && value(key) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public double doubleValue(int key) {
      return value(key) instanceof Number number ? number.doubleValue() : 0;
    }
  }
}
