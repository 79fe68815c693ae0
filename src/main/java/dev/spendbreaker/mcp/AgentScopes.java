package dev.spendbreaker.mcp;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.usage.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scopes of an agent that policies govern. */
final class AgentScopes {
  /** Of a policy for each task, the tasks that spent most. */
  private static final int MAX_TASKS = 50;

  private final SpendQueries queries;

  AgentScopes(SpendQueries queries) {
    this.queries = queries;
  }

  /** The agent first, then the tasks that a policy governs; the agent need not be known. */
  List<ScopeStatus> of(String agentId) {
    List<ScopeStatus> found = new ArrayList<>();
    found.add(now(Scope.agent(agentId)));
    tasks(agentId).values().forEach(found::add);
    return found;
  }

  /** Where a scope stands now, whether anything is known of it or not. */
  ScopeStatus now(Scope scope) {
    return queries.scopeAfter(scope, Usage.ZERO);
  }

  /** The agents whose names begin so, those that spent most first. */
  List<String> agents(String prefix, int limit) {
    return largestAgents()
        .map(scope -> scope.values().getOrDefault(Scope.AGENT, ""))
        .filter(agent -> agent.startsWith(prefix))
        .limit(limit)
        .toList();
  }

  /** The keys of agents that begin so, those that spent most first. */
  List<String> agentKeys(String prefix, int limit) {
    return largestAgents()
        .map(Scope::key)
        .filter(key -> key.startsWith(prefix))
        .limit(limit)
        .toList();
  }

  private Stream<Scope> largestAgents() {
    ScopeFilter filter =
        new ScopeFilter(
            Scope.AGENT, null, null, ScopeFilter.Sort.SPENT, ScopeFilter.MAX_LIMIT, null);
    return queries.scopes(filter).scopes().stream().map(ScopeStatus::scope);
  }

  Map<String, Policy> policiesById() {
    return queries.policies().stream().collect(Collectors.toMap(Policy::id, Function.identity()));
  }

  private Map<Scope, ScopeStatus> tasks(String agentId) {
    Map<Scope, ScopeStatus> found = new LinkedHashMap<>();
    boolean each = false;
    for (Policy policy : queries.policies()) {
      Map<String, String> pattern = policy.scope().values();
      String task = pattern.get(Scope.TASK);
      String agent = pattern.getOrDefault(Scope.AGENT, "");
      if (task == null || !(agent.equals(agentId) || agent.equals(ScopePattern.ANY))) {
        continue;
      }
      if (task.equals(ScopePattern.ANY)) {
        each = true;
      } else {
        found.computeIfAbsent(Scope.task(agentId, task), this::now);
      }
    }
    if (each) {
      largestTasks(agentId).forEach(status -> found.putIfAbsent(status.scope(), status));
    }
    return found;
  }

  private List<ScopeStatus> largestTasks(String agentId) {
    ScopeFilter filter =
        new ScopeFilter(Scope.TASK, agentId, null, ScopeFilter.Sort.SPENT, MAX_TASKS, null);
    return queries.scopes(filter).scopes();
  }
}
