package dev.spendbreaker.explain;

import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import java.util.List;

/**
 * A capture, or a trace that was settled before, explained.
 *
 * @param priceBook which price book its tokens are priced by
 * @param traces in the order of their first spans
 * @param unusable why spans that belong to no trace cannot be used; safe to show
 */
public record Explanation(String priceBook, List<TraceExplanation> traces, List<String> unusable) {
  /**
   * A trace that was settled before.
   *
   * @param prices only tell under which name its models are priced: its costs are kept
   */
  public static Explanation of(TraceId traceId, Trace trace, PriceBook prices) {
    return new Explanation(
        prices.source(), List.of(TraceExplanation.of(traceId, trace, prices)), List.of());
  }
}
