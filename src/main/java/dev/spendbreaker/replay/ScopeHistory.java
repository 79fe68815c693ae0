package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is decided about one scope while a replay goes on, and what it spends against that. */
final class ScopeHistory {
  private final Scope scope;
  private final List<Decision> decisions = new ArrayList<>();
  private @Nullable Decision firstRefusal;
  private boolean refused;

  /* All are totals of the scope; one that is forgotten begins anew with none. */
  private Usage afterFirst = Usage.ZERO;
  private Usage whileRefused = Usage.ZERO;
  private Usage known = Usage.ZERO;

  ScopeHistory(Scope scope) {
    this.scope = scope;
  }

  static boolean isRefusal(Decision decision) {
    return decision.action().compareTo(Action.BLOCK) >= 0;
  }

  void decided(Decision decision, Usage totals) {
    spentUpTo(totals);
    decisions.add(decision);
    refused = isRefusal(decision);
    if (refused && firstRefusal == null) {
      firstRefusal = decision;
    }
  }

  void forgotten(Usage totals) {
    spentUpTo(totals);
    known = Usage.ZERO;
    refused = false;
  }

  /** Takes in what was spent since it was last told. */
  private void spentUpTo(Usage totals) {
    Usage since = totals.minus(known);
    if (firstRefusal != null) {
      afterFirst = afterFirst.plus(since);
    }
    if (refused) {
      whileRefused = whileRefused.plus(since);
    }
    known = totals;
  }

  /**
   * What came of it.
   *
   * @param totals null where the scope is forgotten
   */
  ReplayedScope end(@Nullable Usage totals) {
    if (totals != null) {
      spentUpTo(totals);
    }
    Refusal refusal =
        firstRefusal == null ? null : new Refusal(firstRefusal, afterFirst, whileRefused);
    return new ReplayedScope(scope, List.copyOf(decisions), refusal);
  }
}
