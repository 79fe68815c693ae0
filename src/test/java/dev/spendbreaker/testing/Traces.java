package dev.spendbreaker.testing;

import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces as settlement keeps them. */
public final class Traces {
  private static final ResourceFacts RESOURCE =
      new ResourceFacts(null, "tests", null, null, Map.of());
  private static final Pricer UNPRICED = (provider, model, tokens, time) -> Pricer.UNPRICED;

  private Traces() {}

  /**
   * Span 1, an agent; below it span 2, a call of 100 tokens in and 20 out that reports its cost.
   */
  public static Trace ofOneCall(TraceId traceId, String agent, long costNanos) {
    Trace trace = Trace.empty();
    trace.add(
        traceId,
        List.of(
            span(1, 0, SpanKind.AGENT, null, 0, agent),
            span(2, 1, SpanKind.MODEL_CALL, new Tokens(100, 20, 0, 0, 0), costNanos, null)),
        2_000,
        UNPRICED,
        Integer.MAX_VALUE);
    return trace;
  }

  private static SpanFacts span(
      long id,
      long parent,
      SpanKind kind,
      @Nullable Tokens tokens,
      long costNanos,
      @Nullable String agent) {
    return new SpanFacts(
        id, parent, kind, 1_000, tokens, costNanos, null, null, null, agent, null, null, Map.of(),
        RESOURCE);
  }
}
