package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a policy counts of a scope's spend at one instant.
 *
 * @param amount in the unit of the policy's limit
 * @param unpricedCalls the calls in it whose price is not known
 * @param level the level its rolling window is counted at; null for a lifetime window
 * @param fromBucket in a rolling window, the start of the first bucket that counts
 * @param countFromRules whether it is countFrom that tells what counts, for the window reaches
 *     further back
 * @param monotonic whether, with nothing more spent, it can only get less as time goes on
 */
record Spend(
    long amount,
    long unpricedCalls,
    @Nullable Level level,
    long fromBucket,
    boolean countFromRules,
    boolean monotonic) {

  static Spend of(Policy policy, ScopeState state, BucketView buckets, long nowMillis) {
    Long countFrom = policy.countFromMillis();
    if (!(policy.window() instanceof Window.Rolling rolling)) {
      return lifetime(policy, state, buckets, nowMillis);
    }
    Level level = Level.forRolling(rolling.millis());
    long edge = level.bucketStart(nowMillis - rolling.millis());
    return countFrom != null && countFrom > edge
        ? since(countFrom, policy, level, state, buckets, nowMillis)
        : inWindow(policy, level, edge, state, buckets);
  }

  private static Spend lifetime(
      Policy policy, ScopeState state, BucketView buckets, long nowMillis) {
    Long countFrom = policy.countFromMillis();
    Usage counted =
        countFrom == null ? state.totals() : Ledger.spentFrom(state, buckets, countFrom, nowMillis);
    return of(policy, counted, null, Long.MIN_VALUE, countFrom != null, true);
  }

  private static Spend since(
      long countFrom,
      Policy policy,
      Level level,
      ScopeState state,
      BucketView buckets,
      long nowMillis) {
    Usage counted = Ledger.spentFrom(state, buckets, countFrom, nowMillis);
    return of(policy, counted, level, level.bucketStart(countFrom), true, false);
  }

  private static Spend inWindow(
      Policy policy, Level level, long edge, ScopeState state, BucketView buckets) {
    WindowSum sum = WindowSum.of(state, buckets, level, edge);
    return of(policy, sum.spent(), level, edge, false, !sum.mayBeNegative());
  }

  private static Spend of(
      Policy policy,
      Usage counted,
      @Nullable Level level,
      long fromBucket,
      boolean countFromRules,
      boolean monotonic) {
    return new Spend(
        policy.unit().of(counted),
        counted.unpricedCalls(),
        level,
        fromBucket,
        countFromRules,
        monotonic);
  }
}
