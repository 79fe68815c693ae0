package dev.spendbreaker.mcp;

import dev.spendbreaker.http.PolicyChanges;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What Spendbreaker offers over MCP. */
final class BudgetFeatures {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String INSTRUCTIONS =
      "Spendbreaker holds what AI agents spend against budget policies, and decides whether they may"
          + " go on: allow, warn, block or kill. Ask otel_budget_status where an agent stands,"
          + " otel_explain_decision why it was stopped, otel_spend_breakdown where the money goes."
          + " Every answer says in nextStep what to do next; an error says how to put it right.";

  private BudgetFeatures() {}

  static McpFeatures of(McpBackend backend, ScheduledExecutorService scheduler, boolean readOnly) {
    DecisionView decisions = new DecisionView(backend.decisions());
    AgentScopes agents = new AgentScopes(backend.queries());
    KnownPolicies policies = new KnownPolicies(backend.queries());
    BudgetResources resources = new BudgetResources(backend.queries(), decisions);
    BudgetPrompts prompts = new BudgetPrompts(agents, policies);
    List<BudgetTool> tools = tools(backend, scheduler, agents, policies, decisions);
    Predicate<BudgetTool> withheld = tool -> readOnly && tool.writes();
    return new McpFeatures(
        McpSchema.Implementation.builder("spendbreaker", backend.version())
            .title("Spendbreaker")
            .build(),
        INSTRUCTIONS,
        tools.stream().filter(withheld.negate()).map(ToolCalls::specification).toList(),
        tools.stream().filter(withheld).map(BudgetTool::name).collect(Collectors.toSet()),
        resources.resources(),
        resources.templates(),
        prompts.prompts(),
        prompts.completions(),
        resources);
  }

  private static List<BudgetTool> tools(
      McpBackend backend,
      ScheduledExecutorService scheduler,
      AgentScopes agents,
      KnownPolicies policies,
      DecisionView decisions) {
    PolicyChanges changes =
        new PolicyChanges(
            backend.queries(),
            backend.dimensions(),
            backend.policies(),
            backend.rollout(),
            PATIENCE);
    SpanRecorder recorder =
        new SpanRecorder(backend.queries(), agents, backend.spans(), backend.clock(), scheduler);
    return List.of(
        new RegisterPolicyTool(changes),
        new EvaluateSpendTool(agents, recorder, backend.maxSpanCostNanos()),
        new BudgetStatusTool(agents, decisions),
        new ListPoliciesTool(backend.queries()),
        new GetPolicyTool(policies),
        new DeletePolicyTool(policies, changes),
        new SpendBreakdownTool(backend.queries(), backend.dimensions()),
        new ExplainDecisionTool(agents, decisions));
  }
}
