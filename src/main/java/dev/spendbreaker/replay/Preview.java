package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.replay.Comparison.ComparedScope;
import dev.spendbreaker.usage.Usage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a policy would have come to, had it been in force: those of the scopes it governs that would
 * have been warned or refused, or were.
 *
 * @param complete whether all that there was in the period is in it; otherwise it ends early, and
 *     where it ends with its beginning, nothing of the period was looked at
 * @param compared whether it is known what was really decided
 * @param spent by all agents
 * @param refused the part of it that calls of those scopes cost which would not have been made
 * @param scopes the strictest first, and of these the earliest
 * @param allowed how many of the scopes about which something is decided were only ever allowed
 */
public record Preview(
    long fromMillis,
    long toMillis,
    boolean complete,
    @Nullable Long missingBeforeMillis,
    boolean compared,
    Intake intake,
    Usage spent,
    Usage refused,
    List<Difference> scopes,
    int allowed,
    List<String> notes) {

  private static final Comparator<Difference> STRICTEST_FIRST =
      Comparator.<Difference, Action>comparing(difference -> strictness(difference.whatIf()))
          .thenComparing(difference -> strictness(difference.actual()))
          .reversed()
          .thenComparingLong(Difference::firstMillis)
          .thenComparing(Difference::scope);

  /**
   * The strictest that was decided about a scope.
   *
   * @param atMillis when that was first; the start of the period where it was so then already
   * @param decision null where it was decided before the period
   */
  public record Strictest(Action action, long atMillis, @Nullable Decision decision) {}

  /**
   * One scope; one of both is there.
   *
   * @param whatIf what would have been decided; null where it would only have been allowed
   * @param actual what was; null where it was only allowed
   */
  public record Difference(Scope scope, @Nullable Strictest whatIf, @Nullable Strictest actual) {
    long firstMillis() {
      return whatIf != null ? whatIf.atMillis() : actual == null ? 0 : actual.atMillis();
    }
  }

  private static Action strictness(@Nullable Strictest strictest) {
    return strictest == null ? Action.ALLOW : strictest.action();
  }

  /** What a report, under the policy and others, tells of the scopes that the policy governs. */
  public static Preview of(Policy policy, Report report) {
    Outcome outcome = report.outcome();
    Map<Scope, Strictest> whatIf = new HashMap<>();
    Map<Scope, Strictest> actual = actual(policy, report);
    Usage refused = Usage.ZERO;
    int allowed = 0;
    for (ReplayedScope scope : outcome.scopes()) {
      if (policy.scope().matches(scope.scope())) {
        Strictest strictest = strictest(scope.decisions());
        if (strictest != null) {
          whatIf.put(scope.scope(), strictest);
        }
        allowed += strictest == null && !actual.containsKey(scope.scope()) ? 1 : 0;
        refused = refused.plus(refused(scope));
      }
    }
    return new Preview(
        outcome.fromMillis(),
        outcome.toMillis(),
        report.complete(),
        report.missingBeforeMillis(),
        report.comparison() != null,
        outcome.intake(),
        outcome.spent(),
        refused,
        differences(whatIf, actual),
        allowed,
        report.notes());
  }

  private static Usage refused(ReplayedScope scope) {
    Refusal refusal = scope.refusal();
    return refusal == null ? Usage.ZERO : refusal.spentWhileRefused();
  }

  private static Map<Scope, Strictest> actual(Policy policy, Report report) {
    Map<Scope, Strictest> actual = new HashMap<>();
    if (report.comparison() != null) {
      for (ComparedScope scope : report.comparison().scopes()) {
        Strictest strictest = actual(scope, report.outcome().fromMillis());
        if (strictest != null && policy.scope().matches(scope.scope())) {
          actual.put(scope.scope(), strictest);
        }
      }
    }
    return actual;
  }

  /** What was in force when the period began counts as decided then. */
  private static @Nullable Strictest actual(ComparedScope scope, long fromMillis) {
    Strictest within = strictest(scope.actual());
    Action before = scope.actionBefore();
    return before == null || before.compareTo(strictness(within)) <= 0
        ? within
        : new Strictest(before, fromMillis, null);
  }

  private static @Nullable Strictest strictest(List<Decision> decisions) {
    Strictest strictest = null;
    for (Decision decision : decisions) {
      Action asked = Outcome.asked(decision);
      if (asked.compareTo(strictness(strictest)) > 0) {
        strictest = new Strictest(asked, decision.decidedAtMillis(), decision);
      }
    }
    return strictest;
  }

  private static List<Difference> differences(
      Map<Scope, Strictest> whatIf, Map<Scope, Strictest> actual) {
    Set<Scope> all = new TreeSet<>(whatIf.keySet());
    all.addAll(actual.keySet());
    return all.stream()
        .map(scope -> new Difference(scope, whatIf.get(scope), actual.get(scope)))
        .sorted(STRICTEST_FIRST)
        .toList();
  }
}
