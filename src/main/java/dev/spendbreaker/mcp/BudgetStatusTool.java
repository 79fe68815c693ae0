package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.ScopeStatus;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code otel_budget_status}: what an agent has spent, against which policies. */
final class BudgetStatusTool implements BudgetTool {
  private static final int DEFAULT_HISTORY = 20;
  private static final int MAX_HISTORY = 500;

  private static final McpSchema.Tool DEFINITION =
      BudgetTool.define(
          "otel_budget_status",
          "Shows what an agent has spent, which policies govern it and its tasks, and how much is"
              + " left of each. Use it when someone asks how an agent's budget stands, or before"
              + " work that will cost much. With includeHistory also the decisions of late.",
          Schemas.object()
              .required("agentId", Schemas.name("The agent."))
              .optional(
                  "includeHistory",
                  Schemas.otherwise(false, Schemas.flag("Whether to add recent decisions.")))
              .optional(
                  "historyLimit",
                  Schemas.otherwise(
                      DEFAULT_HISTORY,
                      Schemas.whole("How many decisions at most.", 1, MAX_HISTORY)))
              .build(),
          Schemas.object()
              .required("agentId", Schemas.text("The agent."))
              .required("action", Standing.actionSchema())
              .required(
                  "policies",
                  Schemas.list(
                      "Where each policy of the agent and its tasks stands.",
                      Standing.policySchema().required("policy", PolicyView.schema()).build()))
              .required("totalAccumulatedUsd", Schemas.number("All it ever spent, in US dollars."))
              .required("asOf", Schemas.instant("When this was so."))
              .optional(
                  "recentDecisions",
                  Schemas.list("Decisions of late, the latest first.", DecisionView.schema())),
          BudgetTool.reading("Budget status"));

  private final AgentScopes scopes;
  private final DecisionView decisions;

  BudgetStatusTool(AgentScopes scopes, DecisionView decisions) {
    this.scopes = scopes;
    this.decisions = decisions;
  }

  @Override
  public McpSchema.Tool definition() {
    return DEFINITION;
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public CompletableFuture<ObjectNode> call(Arguments arguments) {
    String agentId = arguments.text("agentId");
    List<ScopeStatus> known = scopes.of(agentId);
    ScopeStatus agent = known.get(0);
    ObjectNode answer = Json.MAPPER.createObjectNode().put("agentId", agentId);
    answer.put("action", agent.action().text());
    writePolicies(known, answer.putArray("policies"));
    answer.put("totalAccumulatedUsd", Standing.usd(agent.totals().costNanos()));
    answer.put("asOf", Instant.ofEpochMilli(agent.asOfMillis()).toString());
    if (arguments.flag("includeHistory")) {
      answer.set(
          "recentDecisions",
          decisions.ofAgent(agentId, known, arguments.whole("historyLimit", DEFAULT_HISTORY)));
    }
    ScopeStatus deciding = Standing.strictest(known);
    answer.put("message", Standing.sentence(deciding));
    return CompletableFuture.completedFuture(answer.put("nextStep", nextStep(deciding)));
  }

  private void writePolicies(List<ScopeStatus> known, ArrayNode policies) {
    known.forEach(status -> Standing.writePolicies(status, policies));
    Map<String, Policy> byId = scopes.policiesById();
    for (int i = policies.size() - 1; i >= 0; i--) {
      ObjectNode entry = (ObjectNode) policies.get(i);
      Policy policy = byId.get(entry.path("policyKey").asText());
      if (policy == null) {
        policies.remove(i); // deleted since the scope was read
      } else {
        entry.set("policy", PolicyView.of(policy));
      }
    }
  }

  private static String nextStep(ScopeStatus deciding) {
    return deciding.governing() == null
        ? "No policy governs this agent; otel_register_budget_policy sets a limit."
        : Standing.nextStep(deciding.action());
  }
}
