package dev.spendbreaker.budget;

import java.time.Duration;

/**
 * How long an idle scope is remembered before its ledger is removed and its decision tombstoned
 * (DESIGN §4), unless a breach of it is latched or a policy names it.
 *
 * @param tasks for scopes with a task, of which there may be one for each trace; above 0
 * @param others for all others; above 0
 */
public record ScopeRetention(Duration tasks, Duration others) {
  Duration of(Scope scope) {
    return scope.values().containsKey(Scope.TASK) ? tasks : others;
  }
}
