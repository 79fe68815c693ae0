package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Scope;
import java.util.List;

/**
 * Takes what a {@link DecisionFeed} reads, on the feed's thread, in the order of each scope. Must
 * return fast; what it throws is logged, and the feed goes on.
 */
@FunctionalInterface
public interface DecisionListener {
  /** One that hands everything on to others, in their order. */
  static DecisionListener all(DecisionListener... listeners) {
    return new DecisionListeners(List.of(listeners));
  }

  /** A decision was made. */
  void decided(DecisionRecord record);

  /** A scope is forgotten: nothing is decided about it any more. */
  default void forgotten(Scope scope) {}

  /**
   * All that was decided up to an instant has been handed over.
   *
   * @param asOfNanos the instant, as {@link System#nanoTime} tells it
   */
  default void current(long asOfNanos) {}

  /** Everything comes again from the beginning: what is known may be out of date. */
  default void startedOver() {}
}
