package dev.spendbreaker.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
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

  /**
   * A warn level that was reached is left when less than this part of its amount is spent, so that
   * spend that goes up and down around a level does not warn each time.
   */
  private static final BigDecimal RELEASE = new BigDecimal("0.95");

  private static final Standing WITHIN = new Standing(Action.ALLOW, null, WITHIN_LIMIT);

  private final Policy policy;
  private final long limit;
  private final long[] warnAmounts;
  private final long[] releaseAmounts;

  private Thresholds(Policy policy, long limit) {
    this.policy = policy;
    this.limit = limit;
    this.warnAmounts = amounts(policy, limit, BigDecimal.ONE);
    this.releaseAmounts = amounts(policy, limit, RELEASE);
  }

  static Thresholds of(Policy policy, long limit) {
    return new Thresholds(policy, limit);
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

  /** The least whole amount at a level: spent >= level * limit as soon as it is reached. */
  static long warnAmount(BigDecimal level, long limit) {
    return level
        .multiply(BigDecimal.valueOf(limit))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  long limit() {
    return limit;
  }

  /** Whether the limit is reached. A limit of 0 always is, whatever was spent or taken back. */
  boolean isBreached(long spent) {
    return limit == 0 || spent >= limit;
  }

  /**
   * The warn level that is held after spending this much: the highest that is reached, or was and
   * is not left yet; null for none.
   *
   * @param held the level held before
   */
  @Nullable BigDecimal heldLevel(long spent, @Nullable BigDecimal held) {
    for (int i = warnAmounts.length - 1; i >= 0; i--) {
      BigDecimal level = policy.warnAt().get(i);
      boolean isHeld = held != null && level.compareTo(held) <= 0;
      if (spent >= (isHeld ? releaseAmounts[i] : warnAmounts[i])) {
        return level;
      }
    }
    return null;
  }

  /**
   * What is asked for after spending this much.
   *
   * @param unpricedCalls calls in the window whose price is not known
   * @param latched whether an earlier breach is held
   * @param warnLevel the one that is held, see {@link #heldLevel}
   */
  Standing standing(
      long spent, long unpricedCalls, boolean latched, @Nullable BigDecimal warnLevel) {
    Standing standing = withPrices(spent, latched, warnLevel);
    boolean unpriced = policy.unit() == LimitUnit.USD && unpricedCalls > 0;
    return unpriced && policy.onUnpriced().compareTo(standing.action()) > 0
        ? new Standing(policy.onUnpriced(), standing.warnLevel(), UNPRICED_USAGE)
        : standing;
  }

  private Standing withPrices(long spent, boolean latched, @Nullable BigDecimal warnLevel) {
    if (isBreached(spent)) {
      return new Standing(policy.onBreach(), null, LIMIT_REACHED);
    }
    if (latched) {
      return new Standing(policy.onBreach(), null, LATCHED);
    }
    return warnLevel == null ? WITHIN : new Standing(Action.WARN, warnLevel, WARN_LEVEL);
  }

  private static long[] amounts(Policy policy, long limit, BigDecimal part) {
    return policy.warnAt().stream()
        .mapToLong(level -> warnAmount(level.multiply(part), limit))
        .toArray();
  }
}
