package dev.spendbreaker.explain;

import dev.spendbreaker.trace.SpanExplanation;
import org.jspecify.annotations.Nullable;

/**
 * A span in its tree.
 *
 * @param seen what the capture shows of it
 * @param settled how it is settled
 * @param priceEntry the entry of the price book, {@code provider/model}, that has a price for its
 *     model; null where there is none
 * @param parent the span above it; null where it stands for itself
 * @param depth how many spans are above it
 * @param last whether no span with the same parent, or of the same place without one, follows
 */
record ExplainedSpan(
    SeenSpan seen,
    SpanExplanation settled,
    @Nullable String priceEntry,
    Place place,
    @Nullable ExplainedSpan parent,
    int depth,
    boolean last) {}
