package dev.spendbreaker.explain;

import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.trace.SpanExplanation;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.trace.TraceUpdate;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A trace explained.
 *
 * @param spans each before those below it, siblings in the order of their start
 * @param duplicates spans that came once more, and so were ignored
 */
record TraceExplanation(TraceId traceId, List<ExplainedSpan> spans, int duplicates) {
  /** Who pays for what. */
  record Account(String agent, String task) {}

  static TraceExplanation of(
      TraceId traceId,
      List<SpanFacts> facts,
      Map<Long, SeenSpan> seen,
      PriceBook prices,
      long nowMillis) {
    Trace trace = Trace.empty();
    TraceUpdate update = trace.add(traceId, facts, nowMillis, prices, Integer.MAX_VALUE);
    List<ExplainedSpan> spans = new TreeOrder(trace.explain(traceId), seen, prices).spans();
    return new TraceExplanation(traceId, spans, update.duplicates());
  }

  /** A trace that was settled before. Of its spans nothing is kept but what it was settled by. */
  static TraceExplanation of(TraceId traceId, Trace trace, PriceBook prices) {
    List<SpanExplanation> settled = trace.explain(traceId);
    Map<Long, SeenSpan> seen =
        settled.stream()
            .map(SpanExplanation::facts)
            .collect(Collectors.toMap(SpanFacts::spanId, SeenSpan::of));
    return new TraceExplanation(traceId, new TreeOrder(settled, seen, prices).spans(), 0);
  }

  /** What each agent is charged for each task, in the order they appear in the tree. */
  Map<Account, Usage> totals() {
    Map<Account, Usage> totals = new LinkedHashMap<>();
    for (ExplainedSpan span : spans) {
      SpanExplanation settled = span.settled();
      if (!settled.charged().isZero()) {
        totals.merge(new Account(settled.agent(), settled.task()), settled.charged(), Usage::plus);
      }
    }
    return totals;
  }

  Usage total() {
    return totals().values().stream().reduce(Usage.ZERO, Usage::plus);
  }

  /** How many spans there are of which something cannot be used. */
  long withComplaints() {
    return spans.stream().filter(span -> !span.seen().complaints().isEmpty()).count();
  }

  /** How many charged calls of each model have no price; "unknown" stands for no model. */
  Map<String, Long> unpricedModels() {
    Map<String, Long> calls = new TreeMap<>();
    for (ExplainedSpan span : spans) {
      String model = span.settled().facts().model();
      long unpriced = span.settled().charged().unpricedCalls();
      if (unpriced > 0) {
        calls.merge(model == null ? "unknown" : model, unpriced, Long::sum);
      }
    }
    return calls;
  }
}
