package dev.spendbreaker.trace;

import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the facts of a span: {@code Spans.modelCall(2, 1).tokens(100, 20).facts()}. */
final class Spans {
  private final long spanId;
  private final long parentSpanId;
  private final SpanKind kind;
  private long endTimeMillis = 1_000;
  private @Nullable Tokens tokens;
  private long costNanos;
  private @Nullable String model;
  private @Nullable String explicitAgent;
  private @Nullable String agentName;
  private @Nullable String explicitTask;
  private @Nullable String session;
  private Map<String, String> dimensions = Map.of();
  private ResourceFacts resource = new ResourceFacts(null, "service", null, null, Map.of());

  private Spans(SpanKind kind, long spanId, long parentSpanId) {
    this.kind = kind;
    this.spanId = spanId;
    this.parentSpanId = parentSpanId;
  }

  static Spans modelCall(long spanId, long parentSpanId) {
    return of(SpanKind.MODEL_CALL, spanId, parentSpanId);
  }

  static Spans agent(long spanId, long parentSpanId) {
    return of(SpanKind.AGENT, spanId, parentSpanId);
  }

  static Spans tool(long spanId, long parentSpanId) {
    return of(SpanKind.TOOL, spanId, parentSpanId);
  }

  static Spans other(long spanId, long parentSpanId) {
    return of(SpanKind.OTHER, spanId, parentSpanId);
  }

  static Spans of(SpanKind kind, long spanId, long parentSpanId) {
    return new Spans(kind, spanId, parentSpanId);
  }

  Spans endsAt(long millis) {
    endTimeMillis = millis;
    return this;
  }

  Spans tokens(long input, long output) {
    return tokens(new Tokens(input, output, 0, 0, 0));
  }

  Spans tokens(@Nullable Tokens tokens) {
    this.tokens = tokens;
    return this;
  }

  /** A reported cost, in nano-USD. */
  Spans cost(long nanos) {
    costNanos = nanos;
    tokens = tokens == null ? Tokens.ZERO : tokens;
    return this;
  }

  Spans model(@Nullable String model) {
    this.model = model;
    return this;
  }

  Spans explicitAgent(@Nullable String agent) {
    explicitAgent = agent;
    return this;
  }

  Spans named(@Nullable String agent) {
    agentName = agent;
    return this;
  }

  Spans task(@Nullable String task) {
    explicitTask = task;
    return this;
  }

  Spans session(@Nullable String session) {
    this.session = session;
    return this;
  }

  Spans dimensions(Map<String, String> dimensions) {
    this.dimensions = dimensions;
    return this;
  }

  Spans resource(ResourceFacts resource) {
    this.resource = resource;
    return this;
  }

  SpanFacts facts() {
    return new SpanFacts(
        spanId,
        parentSpanId,
        kind,
        endTimeMillis,
        tokens,
        costNanos,
        "provider",
        model,
        explicitAgent,
        agentName,
        explicitTask,
        session,
        dimensions,
        resource);
  }
}
