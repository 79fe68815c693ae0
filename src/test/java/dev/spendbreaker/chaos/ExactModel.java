package dev.spendbreaker.chaos;

import dev.spendbreaker.budget.Action;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What each scope must have spent, and what must be decided of it, by exact decimals. */
final class ExactModel {
  /** Tokens of each call. */
  static final int INPUT_TOKENS = 100;

  static final int OUTPUT_TOKENS = 20;

  private final Map<String, Spent> scopes = new TreeMap<>();
  private BigDecimal totalUsd = BigDecimal.ZERO;

  /** What a scope has spent on calls of one size. */
  record Spent(BigDecimal usd, long calls) {
    private Spent plus(Spent other) {
      return new Spent(usd.add(other.usd), calls + other.calls);
    }

    /** In the unit of a limit. */
    BigDecimal in(String unit) {
      return switch (unit) {
        case "usd" -> usd;
        case "calls" -> BigDecimal.valueOf(calls);
        case "tokens" -> BigDecimal.valueOf(calls * (INPUT_TOKENS + OUTPUT_TOKENS));
        default -> throw new IllegalArgumentException(unit);
      };
    }
  }

  /** Charges a call that is sent for the first time. */
  synchronized void charge(String agent, String task, String team, String user, BigDecimal usd) {
    Spent call = new Spent(usd, 1);
    scopes.merge("agent/" + agent, call, Spent::plus);
    scopes.merge("agent/" + agent + "/task/" + task, call, Spent::plus);
    scopes.merge("team/" + team, call, Spent::plus);
    scopes.merge("user/" + user, call, Spent::plus);
    totalUsd = totalUsd.add(usd);
  }

  /** By the keys of the scopes. */
  synchronized Map<String, Spent> scopes() {
    return Collections.unmodifiableMap(new TreeMap<>(scopes));
  }

  /** Of all calls. */
  synchronized BigDecimal totalUsd() {
    return totalUsd;
  }

  /** What must be in force in the end, by the keys of the scopes. */
  Map<String, Action> actions() {
    Map<String, Action> actions = new TreeMap<>();
    scopes().forEach((key, spent) -> actions.put(key, Budgets.of(key).action(spent)));
    return Collections.unmodifiableMap(actions);
  }
}
