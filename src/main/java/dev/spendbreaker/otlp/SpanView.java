package dev.spendbreaker.otlp;

/**
 * One span as it stands in a message. Valid only during {@link SpanHandler#span}; its ids are never
 * zero except {@link #parentSpanId}.
 */
public interface SpanView {
  /** The first 8 bytes of the trace id, big-endian. */
  long traceIdHigh();

  /** The last 8 bytes of the trace id, big-endian. */
  long traceIdLow();

  long spanId();

  /** The parent's span id; 0 for a root. */
  long parentSpanId();

  String name();

  /** Nanoseconds since the epoch, unsigned; 0 where the sender gave none. */
  long startTimeUnixNano();

  /** Nanoseconds since the epoch, unsigned; 0 where the sender gave none. */
  long endTimeUnixNano();

  AttributeView attributes();

  /** The attributes of the resource that emitted the span. */
  AttributeView resource();
}
