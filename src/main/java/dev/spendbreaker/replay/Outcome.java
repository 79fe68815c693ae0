package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.usage.Usage;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a replay.
 *
 * @param fromMillis when the policies came into force
 * @param toMillis when it ended
 * @param spent what was charged in between, to all agents
 * @param refused the part of it that calls cost which would have been refused
 * @param scopes those that something would have been decided about, by key
 */
public record Outcome(
    long fromMillis,
    long toMillis,
    Intake intake,
    Usage spent,
    Usage refused,
    List<ReplayedScope> scopes) {
  /** How many decisions there are of each action that there are any of. */
  public static Map<Action, Integer> count(Collection<Decision> decisions) {
    Map<Action, Integer> counts = new EnumMap<>(Action.class);
    decisions.forEach(decision -> counts.merge(decision.action(), 1, Integer::sum));
    return counts;
  }

  /** What a decision asks for, be it only in shadow. */
  public static Action asked(Decision decision) {
    PolicyStatus policy = decision.policy();
    return policy == null ? decision.action() : policy.action();
  }

  /** All decisions, by scope. */
  public List<Decision> decisions() {
    return scopes.stream().flatMap(scope -> scope.decisions().stream()).toList();
  }
}
