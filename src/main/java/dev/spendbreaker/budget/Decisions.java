package dev.spendbreaker.budget;

import org.jspecify.annotations.Nullable;

/** Tells when a scope is due a decision, and makes it. */
public final class Decisions {
  private static final String NO_POLICY = "no_policy";

  private Decisions() {}

  /**
   * The decision that is due: the first one when a policy first governs the scope, then one
   * whenever its action, its governing policy, what that policy asks for, its warn level or whether
   * it overrides others changes. The state remembers it.
   *
   * @param evaluation of this state
   * @param trigger the span whose charge was evaluated; null where time or a policy led to it
   * @return null where nothing changed
   */
  public static @Nullable Decision next(
      Scope scope,
      ScopeState state,
      Evaluation evaluation,
      @Nullable Trigger trigger,
      long nowMillis) {
    Decision last = state.lastDecision(scope);
    if (!isDue(last, evaluation)) {
      return null;
    }
    Decision decision = decide(scope, last, evaluation, trigger, nowMillis);
    state.rememberDecision(decision);
    return decision;
  }

  private static Decision decide(
      Scope scope,
      @Nullable Decision last,
      Evaluation evaluation,
      @Nullable Trigger trigger,
      long nowMillis) {
    PolicyStatus governing = evaluation.governing();
    return new Decision(
        scope,
        last == null ? 1 : last.sequence() + 1,
        evaluation.action(),
        last == null ? null : last.action(),
        governing == null ? NO_POLICY : governing.reasonCode(),
        evaluation.reason(),
        governing,
        evaluation.overrides(),
        trigger,
        nowMillis);
  }

  private static boolean isDue(@Nullable Decision last, Evaluation evaluation) {
    PolicyStatus now = evaluation.governing();
    if (last == null) {
      return now != null;
    }
    return last.action() != evaluation.action()
        || last.overrides() != evaluation.overrides()
        || !isSame(last.policy(), now);
  }

  private static boolean isSame(@Nullable PolicyStatus a, @Nullable PolicyStatus b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return a.policyId().equals(b.policyId())
        && a.action() == b.action()
        && Thresholds.isSameLevel(a.warnLevel(), b.warnLevel());
  }
}
