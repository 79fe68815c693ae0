package dev.spendbreaker.budget;

import dev.spendbreaker.budget.Thresholds.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Where a scope stands against one policy at one instant, and when that changes by itself.
 *
 * @param nextChangeMillis before this instant time alone changes neither action nor warn level
 */
record Assessment(PolicyStatus status, long nextChangeMillis) {
  private static final int UTILIZATION_DECIMALS = 6;

  static Assessment of(Policy policy, ScopeState state, BucketView buckets, long nowMillis) {
    Spend spend = Spend.of(policy, state, buckets, nowMillis);
    Thresholds thresholds = Thresholds.at(policy, nowMillis);
    boolean latched = latch(policy, state, thresholds.isBreached(spend.amount()));
    Standing standing = thresholds.standing(spend.amount(), spend.unpricedCalls(), latched);
    Outlook outlook = new Outlook(policy, latched, standing, nowMillis);
    outlook.look(spend, state, buckets);
    PolicyStatus status = status(policy, thresholds.limit(), spend.amount(), standing, outlook);
    return new Assessment(status, outlook.nextChangeMillis());
  }

  /** Remembers a breach where the policy latches; returns whether one is held. */
  private static boolean latch(Policy policy, ScopeState state, boolean breached) {
    if (policy.latch() && breached) {
      state.latch(policy);
    }
    return policy.latch() && state.isLatched(policy);
  }

  private static PolicyStatus status(
      Policy policy, long limit, long spent, Standing standing, Outlook outlook) {
    Long windowMillis = policy.window() instanceof Window.Rolling rolling ? rolling.millis() : null;
    return new PolicyStatus(
        policy.id(),
        policy.revision(),
        policy.mode(),
        policy.unit(),
        spent,
        limit,
        Math.max(0, Amounts.minus(limit, spent)),
        utilization(spent, limit),
        standing.warnLevel(),
        standing.action(),
        standing.reasonCode(),
        windowMillis == null ? null : outlook.nowMillis() - windowMillis,
        windowMillis == null ? null : outlook.nowMillis(),
        outlook.resetsAtMillis());
  }

  private static @Nullable BigDecimal utilization(long spent, long limit) {
    if (limit == 0) {
      return null;
    }
    BigDecimal parts =
        BigDecimal.valueOf(spent)
            .divide(BigDecimal.valueOf(limit), UTILIZATION_DECIMALS, RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    return parts.scale() < 0 ? parts.setScale(0) : parts;
  }
}
