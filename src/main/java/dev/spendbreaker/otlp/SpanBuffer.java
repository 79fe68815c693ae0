package dev.spendbreaker.otlp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One span, filled by a reader and reused. */
final class SpanBuffer implements SpanView {
  private final AttributeBuffer attributes;
  private final AttributeBuffer resource;

  private byte[] message = new byte[0];
  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;
  private long parentSpanId;
  private long startTimeUnixNano;
  private long endTimeUnixNano;

  private int nameOffset;
  private int nameLength;

  /** The name if it is decoded already; null if it is still only in the message. */
  private @Nullable String name;

  private @Nullable String traceIdProblem;
  private @Nullable String spanIdProblem;
  private @Nullable String parentSpanIdProblem;

  SpanBuffer(int attributeCount) {
    attributes = new AttributeBuffer(attributeCount);
    resource = new AttributeBuffer(attributeCount);
  }

  /** A span of {@code message} that has nothing yet, not even ids. The resource stays. */
  void clear(byte[] message) {
    this.message = message;
    attributes.clear(message);
    parentSpanId = 0;
    startTimeUnixNano = 0;
    endTimeUnixNano = 0;
    setName(0, 0);
    traceIdProblem = "it has no trace id";
    spanIdProblem = "it has no span id";
    parentSpanIdProblem = null;
  }

  void setTraceId(long high, long low) {
    traceIdHigh = high;
    traceIdLow = low;
    traceIdProblem = (high | low) == 0 ? "trace id is all zero" : null;
  }

  void setSpanId(long id) {
    spanId = id;
    spanIdProblem = id == 0 ? "span id is all zero" : null;
  }

  /** Sets the parent; 0 makes a root. */
  void setParentSpanId(long id) {
    parentSpanId = id;
    parentSpanIdProblem = null;
  }

  void setTraceIdProblem(String problem) {
    traceIdProblem = problem;
  }

  void setSpanIdProblem(String problem) {
    spanIdProblem = problem;
  }

  void setParentSpanIdProblem(String problem) {
    parentSpanIdProblem = problem;
  }

  /** A name that is {@code length} bytes of UTF-8 in the message. */
  void setName(int offset, int length) {
    nameOffset = offset;
    nameLength = length;
    name = null;
  }

  void setName(String text) {
    name = text;
  }

  void setStartTimeUnixNano(long nanos) {
    startTimeUnixNano = nanos;
  }

  void setEndTimeUnixNano(long nanos) {
    endTimeUnixNano = nanos;
  }

  /** What makes the span unusable; null if nothing does. */
  @Nullable String problem() {
    if (traceIdProblem != null) {
      return traceIdProblem;
    }
    return spanIdProblem != null ? spanIdProblem : parentSpanIdProblem;
  }

  @Override
  public long traceIdHigh() {
    return traceIdHigh;
  }

  @Override
  public long traceIdLow() {
    return traceIdLow;
  }

  @Override
  public long spanId() {
    return spanId;
  }

  @Override
  public long parentSpanId() {
    return parentSpanId;
  }

  @Override
  public String name() {
    String text = name;
    if (text == null) {
      text = new String(message, nameOffset, nameLength, StandardCharsets.UTF_8);
      name = text;
    }
    return text;
  }

  @Override
  public long startTimeUnixNano() {
    return startTimeUnixNano;
  }

  @Override
  public long endTimeUnixNano() {
    return endTimeUnixNano;
  }

  @Override
  public AttributeBuffer attributes() {
    return attributes;
  }

  @Override
  public AttributeBuffer resource() {
    return resource;
  }
}
