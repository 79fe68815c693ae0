package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.SpendQueries;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code otel_list_budget_policies}: the policies in force. */
final class ListPoliciesTool implements BudgetTool {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  private static final McpSchema.Tool DEFINITION =
      BudgetTool.define(
          "otel_list_budget_policies",
          "Lists the budget policies in force, by id, or those that can govern one agent. Use it to"
              + " find a policy's id, or to see which limits exist before setting another.",
          Schemas.object()
              .optional("agentId", Schemas.name("Only policies that can govern this agent."))
              .optional(
                  "limit",
                  Schemas.otherwise(
                      DEFAULT_LIMIT, Schemas.whole("How many at most.", 1, MAX_LIMIT)))
              .optional(
                  "after", Schemas.text("Only ids after this one, to go on with a list.", 200))
              .build(),
          Schemas.object()
              .required("policies", Schemas.list("The policies, by id.", PolicyView.schema()))
              .required("total", Schemas.count("How many there are, with those left out."))
              .optional("next", Schemas.text("Give this as 'after' for the rest.")),
          BudgetTool.reading("List budget policies"));

  private final SpendQueries queries;

  ListPoliciesTool(SpendQueries queries) {
    this.queries = queries;
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
    String agent = arguments.optionalText("agentId");
    String after = arguments.text("after", "");
    int limit = arguments.whole("limit", DEFAULT_LIMIT);
    List<Policy> matching =
        queries.policies().stream().filter(policy -> canGovern(policy, agent)).toList();
    List<Policy> rest = matching.stream().filter(p -> p.id().compareTo(after) > 0).toList();
    List<Policy> shown = rest.subList(0, Math.min(limit, rest.size()));
    ObjectNode answer = Json.MAPPER.createObjectNode();
    ArrayNode policies = answer.putArray("policies");
    shown.forEach(policy -> policies.add(PolicyView.of(policy)));
    answer.put("total", matching.size());
    if (shown.size() < rest.size()) {
      answer.put("next", shown.get(shown.size() - 1).id());
    }
    answer.put("message", matching.size() + " policies match, " + shown.size() + " are shown.");
    return CompletableFuture.completedFuture(answer.put("nextStep", nextStep(matching)));
  }

  private static boolean canGovern(Policy policy, @Nullable String agent) {
    String wanted = policy.scope().values().getOrDefault(Scope.AGENT, "");
    return agent == null || wanted.equals(agent) || wanted.equals(ScopePattern.ANY);
  }

  private static String nextStep(List<Policy> matching) {
    return matching.isEmpty()
        ? "otel_register_budget_policy sets a limit."
        : "otel_budget_status shows where an agent stands against its policies.";
  }
}
