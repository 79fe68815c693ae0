package dev.spendbreaker.replay;

import dev.spendbreaker.budget.AccountListener;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.Stamped;
import dev.spendbreaker.gate.DecisionRecord;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is decided while a replay goes on, and what is spent: in all, and against the decisions. */
final class Findings implements AccountListener {
  /** These decisions stand in no topic, and a gate does not ask where they stand. */
  private static final int NO_TOPIC = -1;

  private final Map<Scope, ScopeHistory> histories = new TreeMap<>();

  /** Answers, as it would have then, whether a call may be made. */
  private final Gate gate = new Gate(true, Duration.ofDays(1));

  private Usage spent = Usage.ZERO;
  private Usage refused = Usage.ZERO;

  @Override
  public void decided(Decision decision, ScopeState state) {
    gate.decided(new DecisionRecord(decision, NO_TOPIC, NO_TOPIC));
    histories
        .computeIfAbsent(decision.scope(), ScopeHistory::new)
        .decided(decision, state.totals());
  }

  @Override
  public void forgotten(Scope scope, ScopeState last, long nowMillis) {
    gate.forgotten(scope);
    ScopeHistory history = histories.get(scope);
    if (history != null) {
      history.forgotten(last.totals());
    }
  }

  /** Takes in charges, before they are held against policies themselves. */
  void spent(List<Charge> charges) {
    for (Charge charge : charges) {
      spent = spent.plus(charge.usage());
      if (!gate.check(call(charge)).isAllowed()) {
        refused = refused.plus(charge.usage());
      }
    }
  }

  private static Map<String, String> call(Charge charge) {
    Map<String, String> call = new HashMap<>(charge.dimensions());
    call.put(Scope.AGENT, charge.agent());
    call.put(Scope.TASK, charge.task());
    if (charge.model() != null) {
      call.putIfAbsent(Scope.MODEL, charge.model());
    }
    return call;
  }

  Usage spent() {
    return spent;
  }

  Usage refused() {
    return refused;
  }

  List<ReplayedScope> end(RememberedAccounts accounts) {
    return histories.entrySet().stream()
        .map(entry -> entry.getValue().end(totals(entry.getKey(), accounts)))
        .toList();
  }

  private static @Nullable Usage totals(Scope scope, RememberedAccounts accounts) {
    byte[] stored = accounts.account(scope);
    return stored == null ? null : ScopeState.decode(Stamped.decode(stored).state()).totals();
  }
}
