package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a policy counts of a scope's spend at one instant.
 *
 * @param amount in the unit of the policy's limit
 * @param unpricedCalls the calls in it whose price is not known
 * @param mark of the policy's window; null where it counts all time
 * @param countFromRules whether it is countFrom that tells what counts, for the window reaches
 *     further back
 * @param monotonic whether, with nothing more spent, it can only get less as time goes on
 */
record Spend(
    long amount,
    long unpricedCalls,
    @Nullable WindowMark mark,
    boolean countFromRules,
    boolean monotonic) {

  static Spend of(Policy policy, ScopeState state, BucketView buckets, long nowMillis) {
    Long countFrom = policy.countFromMillis();
    WindowMark mark =
        policy.window() instanceof Window.Lifetime
            ? null
            : state.mark(policy.window(), buckets, nowMillis);
    if (countFrom != null && (mark == null || countFrom > mark.start())) {
      Usage since = Ledger.spentFrom(state, buckets, countFrom, nowMillis);
      return of(policy, since, mark, true, mark == null);
    }
    Usage before = mark == null ? Usage.ZERO : mark.before();
    return of(policy, state.totals().minus(before), mark, false, isMonotonic(mark, state));
  }

  private static Spend of(
      Policy policy,
      Usage counted,
      @Nullable WindowMark mark,
      boolean countFromRules,
      boolean monotonic) {
    return new Spend(
        policy.unit().of(counted), counted.unpricedCalls(), mark, countFromRules, monotonic);
  }

  /**
   * A rolling window's spend grows as negative buckets leave it; a calendar window's at its end.
   */
  private static boolean isMonotonic(@Nullable WindowMark mark, ScopeState state) {
    if (mark == null) {
      return true;
    }
    return mark.window() instanceof Window.Rolling rolling
        ? !state.mayBeNegativeFrom(Level.forRolling(rolling.millis()), mark.start())
        : !UsageCodec.hasNegative(mark.beforeEnd().minus(mark.before()));
  }
}
