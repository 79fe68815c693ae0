package dev.spendbreaker.budget;

import dev.spendbreaker.budget.Thresholds.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Where a scope stands against one policy at one instant. */
final class Assessment {
  private static final int UTILIZATION_DECIMALS = 6;

  private final PreparedPolicy prepared;
  private final Spend spend;
  private final Thresholds thresholds;
  private final boolean latched;
  private final @Nullable BigDecimal heldLevel;
  private final Standing standing;

  private Assessment(
      PreparedPolicy prepared, Spend spend, Thresholds thresholds, ScopeState state) {
    this.prepared = prepared;
    this.spend = spend;
    this.thresholds = thresholds;
    this.latched = latch(prepared, state, thresholds.isBreached(spend.amount()));
    this.heldLevel = thresholds.heldLevel(spend.amount(), state.heldLevel(prepared.policy()));
    this.standing = thresholds.standing(spend.amount(), spend.unpricedCalls(), latched, heldLevel);
  }

  /** Assesses; the state remembers a breach that latches and a warn level that is held. */
  static Assessment of(
      PreparedPolicy prepared, ScopeState state, BucketView buckets, long nowMillis) {
    Policy policy = prepared.policy();
    Spend spend = Spend.of(policy, state, buckets, nowMillis);
    Assessment assessment =
        new Assessment(prepared, spend, prepared.thresholdsAt(nowMillis), state);
    state.holdLevel(policy, assessment.heldLevel);
    return assessment;
  }

  PreparedPolicy prepared() {
    return prepared;
  }

  Policy policy() {
    return prepared.policy();
  }

  Action action() {
    return standing.action();
  }

  Standing standing() {
    return standing;
  }

  Spend spend() {
    return spend;
  }

  Thresholds thresholds() {
    return thresholds;
  }

  /** Whether an earlier breach is held. */
  boolean isLatched() {
    return latched;
  }

  @Nullable BigDecimal heldLevel() {
    return heldLevel;
  }

  /** Compares by how much of the limit is spent, exactly; a limit of 0 is fuller than any. */
  static int compareFullness(Assessment a, Assessment b) {
    long limitOfA = a.thresholds.limit();
    long limitOfB = b.thresholds.limit();
    if (limitOfA == 0 || limitOfB == 0) {
      return Boolean.compare(limitOfA == 0, limitOfB == 0);
    }
    return compareProducts(a.spend.amount(), limitOfB, b.spend.amount(), limitOfA);
  }

  /** Compares a * b with c * d in 128 bits. */
  private static int compareProducts(long a, long b, long c, long d) {
    int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
    return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
  }

  /** Tells apart, with those of a scope's other policies, what is asked for: see Evaluator. */
  long fingerprint() {
    BigDecimal level = standing.warnLevel();
    long asked = standing.reasonCode().hashCode() * 31L + standing.action().text().hashCode();
    return (prepared.fingerprint() * 31 + asked) * 31 + (level == null ? 0 : level.hashCode());
  }

  /**
   * In full.
   *
   * @param resetsAtMillis when the action gets milder; null where it does not
   */
  PolicyStatus status(@Nullable Long resetsAtMillis, long nowMillis) {
    Policy policy = policy();
    long limit = thresholds.limit();
    return new PolicyStatus(
        policy.id(),
        policy.revision(),
        policy.mode(),
        policy.unit(),
        spend.amount(),
        limit,
        Math.max(0, Amounts.minus(limit, spend.amount())),
        utilization(spend.amount(), limit),
        standing.warnLevel(),
        standing.action(),
        standing.reasonCode(),
        windowStart(nowMillis),
        windowEnd(nowMillis),
        resetsAtMillis);
  }

  private @Nullable Long windowStart(long nowMillis) {
    if (policy().window() instanceof Window.Rolling rolling) {
      return nowMillis - rolling.millis();
    }
    WindowMark mark = spend.mark();
    return mark == null ? null : (Long) mark.start();
  }

  private @Nullable Long windowEnd(long nowMillis) {
    WindowMark mark = spend.mark();
    if (mark == null) {
      return null;
    }
    return policy().window() instanceof Window.Rolling ? nowMillis : mark.end();
  }

  /** Remembers a breach where the policy latches; returns whether one is held. */
  private static boolean latch(PreparedPolicy prepared, ScopeState state, boolean breached) {
    if (!prepared.policy().latch()) {
      return false;
    }
    if (breached) {
      state.latch(prepared);
    }
    return state.isLatched(prepared);
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
