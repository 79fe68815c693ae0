package dev.spendbreaker.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Action;
import java.math.BigDecimal;
import java.util.List;

/** A policy for each shape of scope, with so many levels that decisions come all the time. */
enum Budgets {
  AGENTS("{\"agent\":\"*\"}", "usd", 2, Action.BLOCK),
  TASKS("{\"agent\":\"*\",\"task\":\"*\"}", "calls", 500, Action.KILL),
  TEAMS("{\"team\":\"*\"}", "tokens", 4_000_000, Action.BLOCK),
  /** Set while spans flow: what was charged before feeds its scopes, too. */
  USERS("{\"user\":\"*\"}", "usd", 20, Action.KILL);

  private static final List<String> LEVELS = List.of("0.05", "0.1", "0.2", "0.4", "0.6", "0.8");

  private final String scope;
  private final String unit;
  private final BigDecimal limit;
  private final Action onBreach;

  Budgets(String scope, String unit, long limit, Action onBreach) {
    this.scope = scope;
    this.unit = unit;
    this.limit = BigDecimal.valueOf(limit);
    this.onBreach = onBreach;
  }

  /** The one that governs a scope. */
  static Budgets of(String key) {
    if (key.startsWith("team/")) {
      return TEAMS;
    }
    if (key.startsWith("user/")) {
      return USERS;
    }
    return key.contains("/task/") ? TASKS : AGENTS;
  }

  /** As it is set. */
  byte[] document() {
    return """
    {"version": 1, "scope": %s, "limit": {"%s": %s}, "warnAt": [%s], "onBreach": "%s"}"""
        .formatted(scope, unit, limit, String.join(", ", LEVELS), onBreach.text())
        .getBytes(UTF_8);
  }

  /** What it decides of a scope that has spent this. */
  Action action(ExactModel.Spent spent) {
    BigDecimal used = spent.in(unit);
    if (used.compareTo(limit) >= 0) {
      return onBreach;
    }
    BigDecimal warned = limit.multiply(new BigDecimal(LEVELS.get(0)));
    return used.compareTo(warned) >= 0 ? Action.WARN : Action.ALLOW;
  }
}
