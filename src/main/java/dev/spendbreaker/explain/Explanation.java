package dev.spendbreaker.explain;

import java.util.List;

/**
 * A capture explained.
 *
 * @param priceBook which price book its tokens are priced by
 * @param traces in the order of their first spans
 * @param unusable why spans that belong to no trace cannot be used; safe to show
 */
public record Explanation(String priceBook, List<TraceExplanation> traces, List<String> unusable) {}
