package dev.spendbreaker.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds what a scope spent against the policies that govern it. */
public final class Evaluator {
  /** The status to report first: the strictest, then the fullest, then the first by id. */
  private static final Comparator<PolicyStatus> GOVERNING_FIRST =
      Comparator.comparing(PolicyStatus::action)
          .thenComparing(PolicyStatus::utilization, Comparator.nullsLast(Comparator.naturalOrder()))
          .reversed()
          .thenComparing(PolicyStatus::policyId);

  private Evaluator() {}

  /**
   * What the policies ask for at an instant. The state remembers what must outlast the evaluation
   * (breaches that latch, what was spent before a {@code countFrom}) and forgets that of policies
   * which no longer govern.
   *
   * @param governing from {@link PolicySet#governing}
   */
  public static Evaluation evaluate(
      ScopeState state, BucketView buckets, List<Policy> governing, long nowMillis) {
    forgetOthers(state, governing);
    List<PolicyStatus> statuses = new ArrayList<>();
    long nextChange = Long.MAX_VALUE;
    for (Policy policy : PolicySet.inForce(governing, nowMillis)) {
      Assessment assessment = Assessment.of(policy, state, buckets, nowMillis);
      statuses.add(assessment.status());
      nextChange = Math.min(nextChange, assessment.nextChangeMillis());
    }
    PolicyStatus first = governing(statuses);
    return new Evaluation(actionOf(first), first, List.copyOf(statuses), nextChange);
  }

  /** A policy in shadow mode is reported only where it would act and no other policy does. */
  private static @Nullable PolicyStatus governing(List<PolicyStatus> statuses) {
    PolicyStatus enforced = first(statuses, Policy.Mode.ENFORCE);
    if (enforced != null && enforced.action() != Action.ALLOW) {
      return enforced;
    }
    PolicyStatus shadow = first(statuses, Policy.Mode.SHADOW);
    return shadow != null && shadow.action() != Action.ALLOW ? shadow : enforced;
  }

  private static @Nullable PolicyStatus first(List<PolicyStatus> statuses, Policy.Mode mode) {
    return statuses.stream()
        .filter(status -> status.mode() == mode)
        .min(GOVERNING_FIRST)
        .orElse(null);
  }

  private static Action actionOf(@Nullable PolicyStatus governing) {
    return governing != null && governing.mode() == Policy.Mode.ENFORCE
        ? governing.action()
        : Action.ALLOW;
  }

  private static void forgetOthers(ScopeState state, List<Policy> governing) {
    Set<String> ids = new HashSet<>();
    Set<Long> instants = new HashSet<>();
    for (Policy policy : governing) {
      ids.add(policy.id());
      Long countFrom = policy.countFromMillis();
      if (countFrom != null) {
        instants.add(countFrom);
      }
    }
    state.keepLatches(ids::contains);
    state.keepSpentBefore(instants::contains);
  }
}
