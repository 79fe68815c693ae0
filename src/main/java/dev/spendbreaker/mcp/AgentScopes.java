package dev.spendbreaker.mcp;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.usage.Usage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scopes of agents and of their calls that policies govern. */
final class AgentScopes {
  /** Of a policy for each task, or each value of another dimension, those that spent most. */
  private static final int MAX_OF_EACH = 50;

  private static final Set<String> AGENTS = Set.of(Scope.AGENT);

  /** The shapes of the scopes that every call is charged to. */
  private static final List<List<String>> ALWAYS =
      List.of(List.of(Scope.AGENT), List.of(Scope.AGENT, Scope.TASK));

  private final SpendQueries queries;

  AgentScopes(SpendQueries queries) {
    this.queries = queries;
  }

  /** The agent first, then what else of it a policy governs; the agent need not be known. */
  List<ScopeStatus> of(String agentId) {
    Map<Scope, ScopeStatus> found = new LinkedHashMap<>();
    found.computeIfAbsent(Scope.agent(agentId), this::now);
    Set<Set<String>> ofEach = new LinkedHashSet<>();
    for (Policy policy : queries.policies()) {
      Map<String, String> governed = governed(policy, agentId);
      if (governed.containsValue(ScopePattern.ANY)) {
        ofEach.add(governed.keySet());
      } else if (!governed.isEmpty()) {
        found.computeIfAbsent(Scope.of(governed), this::now);
      }
    }
    ofEach.stream()
        .flatMap(shape -> largest(shape, agentId))
        .forEach(status -> found.putIfAbsent(status.scope(), status));
    return List.copyOf(found.values());
  }

  /** The pattern of a policy with this agent in it; empty where it governs nothing of the agent. */
  private static Map<String, String> governed(Policy policy, String agentId) {
    Map<String, String> pattern = policy.scope().values();
    String agent = pattern.getOrDefault(Scope.AGENT, "");
    if (!agent.equals(agentId) && !agent.equals(ScopePattern.ANY)) {
      return Map.of();
    }
    Map<String, String> governed = new LinkedHashMap<>(pattern);
    governed.put(Scope.AGENT, agentId);
    return governed;
  }

  private Stream<ScopeStatus> largest(Set<String> shape, String agentId) {
    ScopeFilter filter =
        new ScopeFilter(shape, agentId, null, ScopeFilter.Sort.SPENT, MAX_OF_EACH, null);
    return queries.scopes(filter).scopes().stream();
  }

  /**
   * The scopes a call belongs to: its agent, its task, and others that policies name.
   *
   * @param call all that is known of it
   * @param more what it would cost on top of what is spent
   */
  List<ScopeStatus> ofCall(Scope call, Usage more) {
    Set<List<String>> shapes = new LinkedHashSet<>(ALWAYS);
    queries.policies().forEach(policy -> shapes.add(policy.scope().shape()));
    return shapes.stream()
        .filter(call.values().keySet()::containsAll)
        .map(shape -> queries.scopeAfter(part(call, shape), more))
        .toList();
  }

  private static Scope part(Scope call, List<String> shape) {
    return Scope.of(
        shape.stream().collect(Collectors.toMap(Function.identity(), call.values()::get)));
  }

  private ScopeStatus now(Scope scope) {
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
        new ScopeFilter(AGENTS, null, null, ScopeFilter.Sort.SPENT, ScopeFilter.MAX_LIMIT, null);
    return queries.scopes(filter).scopes().stream().map(ScopeStatus::scope);
  }

  Map<String, Policy> policiesById() {
    return queries.policies().stream().collect(Collectors.toMap(Policy::id, Function.identity()));
  }
}
