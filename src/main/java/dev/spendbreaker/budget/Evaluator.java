package dev.spendbreaker.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds what a scope spent against the policies that govern it. */
public final class Evaluator {
  /** The one to report first: the strictest, then the fullest, then the first by id. */
  private static final Comparator<Assessment> GOVERNING_FIRST =
      Comparator.comparing(Assessment::action)
          .thenComparing(Assessment::compareFullness)
          .reversed()
          .thenComparing(assessment -> assessment.policy().id());

  private Evaluator() {}

  /**
   * What the policies ask for at an instant. The state remembers what must outlast the evaluation
   * (breaches that latch, warn levels that are held, what was spent before a window) and forgets
   * that of policies which no longer govern.
   *
   * @param governing from {@link PolicySet#governing}
   */
  public static Evaluation evaluate(
      ScopeState state, BucketView buckets, List<PreparedPolicy> governing, long nowMillis) {
    forgetOthers(state, governing);
    return inFull(assess(state, buckets, governing, nowMillis), state, buckets, nowMillis);
  }

  /**
   * As {@link #evaluate}, where since the last evaluation only charges were added; cheaper where
   * they change nothing, for then time need not be looked ahead: what is spent later leaves later.
   *
   * @param noneNegative whether no charge took anything back
   * @return null where no decision is due, and {@link Evaluation#nextChangeMillis} of the last
   *     evaluation still holds
   */
  public static @Nullable Evaluation evaluateCharge(
      ScopeState state,
      BucketView buckets,
      List<PreparedPolicy> governing,
      boolean noneNegative,
      long nowMillis) {
    List<Assessment> assessments = assess(state, buckets, governing, nowMillis);
    boolean same = fingerprint(assessments) == state.standing();
    if (same && noneNegative && isMonotonic(assessments)) {
      return null;
    }
    forgetOthers(state, governing);
    return inFull(assessments, state, buckets, nowMillis);
  }

  private static List<Assessment> assess(
      ScopeState state, BucketView buckets, List<PreparedPolicy> governing, long nowMillis) {
    List<Assessment> assessments = new ArrayList<>();
    for (PreparedPolicy policy : PolicySet.inForce(governing, nowMillis)) {
      assessments.add(Assessment.of(policy, state, buckets, nowMillis));
    }
    return assessments;
  }

  private static Evaluation inFull(
      List<Assessment> assessments, ScopeState state, BucketView buckets, long nowMillis) {
    Assessment first = governing(assessments);
    PolicyStatus governing = null;
    List<PolicyStatus> statuses = new ArrayList<>();
    long nextChange = Long.MAX_VALUE;
    for (Assessment assessment : assessments) {
      Outlook outlook = Outlook.of(assessment, state, buckets, nowMillis);
      PolicyStatus status = assessment.status(outlook.resetsAtMillis(), nowMillis);
      statuses.add(status);
      governing = assessment == first ? status : governing;
      nextChange = Math.min(nextChange, outlook.nextChangeMillis());
    }
    state.rememberStanding(fingerprint(assessments));
    return new Evaluation(
        actionOf(first),
        governing,
        first == null ? null : first.policy().window(),
        overrides(assessments),
        List.copyOf(statuses),
        nextChange);
  }

  private static boolean isMonotonic(List<Assessment> assessments) {
    return assessments.stream().allMatch(assessment -> assessment.spend().monotonic());
  }

  /** Equal where the same policy governs and all ask for the same; 0 only by accident. */
  private static long fingerprint(List<Assessment> assessments) {
    Assessment first = governing(assessments);
    long hash = first == null ? 1 : first.fingerprint();
    for (Assessment assessment : assessments) {
      hash = hash * 0x100000001b3L + assessment.fingerprint();
    }
    return hash;
  }

  /** A policy in shadow mode is reported only where it would act and no other policy does. */
  private static @Nullable Assessment governing(List<Assessment> assessments) {
    Assessment enforced = first(assessments, Policy.Mode.ENFORCE);
    if (enforced != null && enforced.action() != Action.ALLOW) {
      return enforced;
    }
    Assessment shadow = first(assessments, Policy.Mode.SHADOW);
    return shadow != null && shadow.action() != Action.ALLOW ? shadow : enforced;
  }

  private static @Nullable Assessment first(List<Assessment> assessments, Policy.Mode mode) {
    Assessment first = null;
    for (Assessment next : assessments) {
      boolean counts = next.policy().mode() == mode;
      if (counts && (first == null || GOVERNING_FIRST.compare(next, first) < 0)) {
        first = next;
      }
    }
    return first;
  }

  private static Action actionOf(@Nullable Assessment governing) {
    return governing != null && governing.policy().mode() == Policy.Mode.ENFORCE
        ? governing.action()
        : Action.ALLOW;
  }

  /** A policy that only reports replaces none that acts. */
  private static boolean overrides(List<Assessment> assessments) {
    return assessments.stream()
        .map(Assessment::policy)
        .anyMatch(
            policy ->
                policy.precedence() == Policy.Precedence.OVERRIDE
                    && policy.mode() == Policy.Mode.ENFORCE);
  }

  private static void forgetOthers(ScopeState state, List<PreparedPolicy> governing) {
    Set<String> ids = new HashSet<>();
    Set<Long> instants = new HashSet<>();
    Set<Window> windows = new HashSet<>();
    for (PreparedPolicy prepared : governing) {
      Policy policy = prepared.policy();
      ids.add(policy.id());
      windows.add(policy.window());
      Long countFrom = policy.countFromMillis();
      if (countFrom != null) {
        instants.add(countFrom);
      }
    }
    state.keepPolicies(ids::contains);
    state.keepMarks(windows::contains);
    state.keepSpentBefore(instants::contains);
  }
}
