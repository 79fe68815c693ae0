package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is decided for a scope, as who guards a call needs it: a {@link Decision} in a third of its
 * memory.
 *
 * @param shape the dimensions of the scope, in their fixed order
 * @param values one for each dimension
 * @param reasonCode an open set: {@code limit_reached}, {@code warn_level}, …
 * @param reason one sentence for people
 * @param policyId null where no policy governs
 * @param unit of what remains; null where no policy governs
 * @param remaining when it was decided, as a plain decimal; null where no policy governs
 * @param utilization when it was decided, 1 at the limit; infinite where the limit is 0
 * @param resetsAtMillis when the action gets milder if nothing more is spent, milliseconds since
 *     the epoch; null where it does not
 * @param override whether it hides what is decided for less specific scopes
 */
public record Verdict(
    List<String> shape,
    List<String> values,
    Action action,
    UUID decisionId,
    String reasonCode,
    String reason,
    @Nullable String policyId,
    @Nullable LimitUnit unit,
    @Nullable String remaining,
    double utilization,
    @Nullable Long resetsAtMillis,
    boolean override) {

  /** The strictest is greatest, then the most specific, then the one with the most used up. */
  static final Comparator<Verdict> STRICTEST =
      Comparator.comparing(Verdict::action)
          .thenComparingInt(verdict -> verdict.shape().size())
          .thenComparingDouble(Verdict::utilization);

  private static final int NANO_DECIMALS = 9;
  private static final String NOTHING = "0";

  /** Of a decision whose scope has this shape. Texts that many share are held once. */
  static Verdict of(Decision decision, List<String> shape) {
    PolicyStatus policy = decision.policy();
    return new Verdict(
        shape,
        List.copyOf(decision.scope().values().values()),
        decision.action(),
        UUID.fromString(decision.decisionId()),
        decision.reasonCode().intern(),
        decision.reason(),
        policy == null ? null : policy.policyId().intern(),
        policy == null ? null : policy.unit(),
        policy == null ? null : remaining(policy),
        policy == null ? 0 : utilization(policy.utilization()),
        policy == null ? null : policy.resetsAtMillis(),
        decision.overrides());
  }

  private static String remaining(PolicyStatus policy) {
    if (policy.remaining() == 0) {
      return NOTHING;
    }
    int decimals = policy.unit() == LimitUnit.USD ? NANO_DECIMALS : 0;
    return BigDecimal.valueOf(policy.remaining(), decimals).stripTrailingZeros().toPlainString();
  }

  private static double utilization(@Nullable BigDecimal utilization) {
    return utilization == null ? Double.POSITIVE_INFINITY : utilization.doubleValue();
  }

  /** What it is about. */
  public Scope scope() {
    Map<String, String> dimensions = new HashMap<>();
    for (int i = 0; i < shape.size(); i++) {
      dimensions.put(shape.get(i), values.get(i));
    }
    return Scope.of(dimensions);
  }

  /** Whether this one, of the same call, is to be left out of account because of another. */
  boolean isHiddenBy(Verdict other) {
    return other.override && Scope.overrides(other.shape, shape);
  }
}
