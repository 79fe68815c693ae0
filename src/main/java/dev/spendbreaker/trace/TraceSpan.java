package dev.spendbreaker.trace;

import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;

/**
 * A span as a trace remembers it: end time and cost are those that were found when it arrived.
 *
 * @param costNanos nano-USD, or {@link Pricer#UNPRICED}; 0 where the span has no usage
 */
record TraceSpan(SpanFacts facts, long costNanos) {
  /** How far a sender's clock may be ahead; DESIGN §3, "When". */
  private static final long MAX_AHEAD_MILLIS = Duration.ofMinutes(5).toMillis();

  /** Fixes the end time and the cost of a span that arrives at {@code nowMillis}. */
  static TraceSpan arrived(SpanFacts facts, long nowMillis, Pricer pricer) {
    SpanFacts timed = withEndTime(facts, believable(facts.endTimeMillis(), nowMillis));
    return new TraceSpan(timed, cost(timed, pricer));
  }

  private static long believable(long endTimeMillis, long nowMillis) {
    boolean absent = endTimeMillis <= 0;
    return absent || endTimeMillis > nowMillis + MAX_AHEAD_MILLIS ? nowMillis : endTimeMillis;
  }

  private static long cost(SpanFacts facts, Pricer pricer) {
    Tokens tokens = facts.tokens();
    if (tokens == null || reportsCost(facts)) {
      return facts.reportedCostNanos();
    }
    return pricer.costNanos(facts.provider(), facts.model(), tokens, facts.endTimeMillis());
  }

  private static boolean reportsCost(SpanFacts facts) {
    return facts.reportedCostNanos() > 0;
  }

  CostSource costSource() {
    if (!facts.hasUsage()) {
      return CostSource.NONE;
    }
    if (reportsCost(facts)) {
      return CostSource.REPORTED;
    }
    return costNanos == Pricer.UNPRICED ? CostSource.UNPRICED : CostSource.PRICE_BOOK;
  }

  /**
   * What the span adds to its account: the usage it reports, where that is to be charged, and what
   * counts in any case.
   */
  Usage amount(boolean usageIsCharged) {
    Usage counted = counted();
    return usageIsCharged ? counted.plus(usage()) : counted;
  }

  private Usage counted() {
    return switch (facts.kind()) {
      case TOOL -> Usage.TOOL_CALL;
      case MODEL_CALL -> facts.hasUsage() ? Usage.ZERO : Usage.UNMETERED_CALL;
      case AGENT, OTHER -> Usage.ZERO;
    };
  }

  private Usage usage() {
    Tokens tokens = facts.tokens();
    if (tokens == null) {
      return Usage.ZERO;
    }
    return costNanos == Pricer.UNPRICED ? Usage.unpriced(tokens) : Usage.priced(tokens, costNanos);
  }

  boolean isModelCallWithUsage() {
    return facts.kind() == SpanKind.MODEL_CALL && facts.hasUsage();
  }

  private static SpanFacts withEndTime(SpanFacts facts, long endTimeMillis) {
    return new SpanFacts(
        facts.spanId(),
        facts.parentSpanId(),
        facts.kind(),
        endTimeMillis,
        facts.tokens(),
        facts.reportedCostNanos(),
        facts.provider(),
        facts.model(),
        facts.explicitAgent(),
        facts.agentName(),
        facts.explicitTask(),
        facts.session(),
        facts.dimensions(),
        facts.resource());
  }
}
