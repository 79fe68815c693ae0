package dev.spendbreaker.topology;

import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.trace.TraceBatch;
import org.jspecify.annotations.Nullable;

/**
 * What settlement takes in, in the order it happened: spans of a trace, and changes of prices and
 * of policies.
 */
sealed interface SettleEvent permits SettleEvent.Spans, SettleEvent.PriceChange, PolicyChange {
  /** Spans of one trace that arrived together. */
  record Spans(TraceBatch batch) implements SettleEvent {}

  /**
   * A price that was set, or deleted.
   *
   * @param price null where it was deleted
   */
  record PriceChange(String key, @Nullable PriceOverride price) implements SettleEvent {}
}
