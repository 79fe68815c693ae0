package dev.spendbreaker.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The amounts at which a policy asks for something, while its limit with grants stays the same. */
final class Thresholds {
  /**
   * What a policy asks for.
   *
   * @param warnLevel the highest warn level that is reached, where the limit is not
   */
  record Standing(Action action, @Nullable BigDecimal warnLevel, String reasonCode) {}

  static final String WITHIN_LIMIT = "within_limit";
  static final String WARN_LEVEL = "warn_level";
  static final String LIMIT_REACHED = "limit_reached";
  static final String LATCHED = "latched";
  static final String UNPRICED_USAGE = "unpriced_usage";

  private final Policy policy;
  private final long limit;
  private final long[] warnAmounts;

  private Thresholds(Policy policy, long limit) {
    this.policy = policy;
    this.limit = limit;
    this.warnAmounts = warnAmounts(policy.warnAt(), limit);
  }

  /** The thresholds of a policy with the grants that are in force at an instant. */
  static Thresholds at(Policy policy, long nowMillis) {
    return new Thresholds(policy, limitAt(policy, nowMillis));
  }

  /** The limit with the grants that are in force at an instant. */
  static long limitAt(Policy policy, long nowMillis) {
    long limit = policy.limit();
    for (Policy.Grant grant : policy.grants()) {
      Long expiresAt = grant.expiresAtMillis();
      if (expiresAt == null || nowMillis < expiresAt) {
        limit = Amounts.plus(limit, grant.amount());
      }
    }
    return limit;
  }

  /** Whether two warn levels are equal in value, as 0.5 and 0.50 are. */
  static boolean isSameLevel(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return a.compareTo(b) == 0;
  }

  long limit() {
    return limit;
  }

  /** Whether the limit is reached. A limit of 0 always is, whatever was spent or taken back. */
  boolean isBreached(long spent) {
    return limit == 0 || spent >= limit;
  }

  /**
   * What is asked for after spending this much.
   *
   * @param unpricedCalls calls in the window whose price is not known
   * @param latched whether an earlier breach is held
   */
  Standing standing(long spent, long unpricedCalls, boolean latched) {
    Standing standing = withPrices(spent, latched);
    boolean unpriced = policy.unit() == LimitUnit.USD && unpricedCalls > 0;
    return unpriced && policy.onUnpriced().compareTo(standing.action()) > 0
        ? new Standing(policy.onUnpriced(), standing.warnLevel(), UNPRICED_USAGE)
        : standing;
  }

  private Standing withPrices(long spent, boolean latched) {
    if (isBreached(spent)) {
      return breached(LIMIT_REACHED);
    }
    return latched ? breached(LATCHED) : withinLimit(spent);
  }

  private Standing breached(String reasonCode) {
    return new Standing(policy.onBreach(), null, reasonCode);
  }

  private Standing withinLimit(long spent) {
    for (int i = warnAmounts.length - 1; i >= 0; i--) {
      if (spent >= warnAmounts[i]) {
        return new Standing(Action.WARN, policy.warnAt().get(i), WARN_LEVEL);
      }
    }
    return new Standing(Action.ALLOW, null, WITHIN_LIMIT);
  }

  /** The least whole amount at each level: spent >= level * limit as soon as it is reached. */
  private static long[] warnAmounts(List<BigDecimal> levels, long limit) {
    BigDecimal exactLimit = BigDecimal.valueOf(limit);
    long[] amounts = new long[levels.size()];
    for (int i = 0; i < amounts.length; i++) {
      BigDecimal amount = levels.get(i).multiply(exactLimit).setScale(0, RoundingMode.CEILING);
      amounts[i] = amount.longValueExact();
    }
    return amounts;
  }
}
