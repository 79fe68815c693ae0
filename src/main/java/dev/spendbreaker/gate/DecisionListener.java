package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;

/**
 * Takes what a {@link DecisionFeed} reads, on the feed's thread, in the order of each scope. Must
 * return fast; what it throws is logged, and the feed goes on.
 */
@FunctionalInterface
public interface DecisionListener {
  /**
   * A decision was made.
   *
   * @param override whether the policies of its scope replace those of less specific scopes
   */
  void decided(Decision decision, boolean override);

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
