package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What really was decided within a period, and what was in force when it began. Takes all decisions
 * there ever were, those of each scope in their order.
 */
public final class ActualDecisions {
  private final long fromMillis;
  private final long toMillis;
  private final Map<Scope, OfScope> byScope = new TreeMap<>();

  /** Of a period, both ends included. */
  public ActualDecisions(long fromMillis, long toMillis) {
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  /** What was decided about one scope. */
  static final class OfScope {
    @Nullable Decision before;
    final List<Decision> within = new ArrayList<>();

    /** When it was refused first; the start of the period where it was then already. */
    @Nullable Long refusedAtMillis(long fromMillis) {
      if (before != null && ScopeHistory.isRefusal(before)) {
        return fromMillis;
      }
      return within.stream()
          .filter(ScopeHistory::isRefusal)
          .findFirst()
          .map(Decision::decidedAtMillis)
          .orElse(null);
    }

    @Nullable Action actionBefore() {
      return before == null ? null : before.action();
    }
  }

  /** Takes in the next decision of its scope. */
  public void decided(Decision decision) {
    OfScope scope = byScope.computeIfAbsent(decision.scope(), key -> new OfScope());
    if (decision.decidedAtMillis() < fromMillis) {
      scope.before = decision;
    } else if (decision.decidedAtMillis() <= toMillis) {
      scope.within.add(decision);
    }
  }

  /** Takes in that a scope was forgotten, with what was decided about it before. */
  public void forgotten(Scope scope, long atMillis) {
    OfScope known = byScope.get(scope);
    if (known != null && atMillis < fromMillis) {
      known.before = null;
    }
  }

  Map<Scope, OfScope> byScope() {
    return byScope;
  }
}
