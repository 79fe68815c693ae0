package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopePage;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code otel_spend_breakdown}: who or what spent most. */
final class SpendBreakdownTool implements BudgetTool {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 200;

  /** Of what ledgers are always kept; of other shapes only where a policy has named them. */
  private static final Set<Set<String>> ALWAYS =
      Set.of(Set.of(Scope.AGENT), Set.of(Scope.AGENT, Scope.TASK));

  private static McpSchema.Tool definition(Dimensions dimensions) {
    return BudgetTool.define(
        "otel_spend_breakdown",
        "Breaks spend down: the agents, or the tasks of an agent, that spent most over all time,"
            + " with calls and tokens. Use it when someone asks where the money goes. By agent and"
            + " by task there is always an answer; by model, tool or another dimension only where"
            + " a ledger of that shape is kept, and the answer says whether it is.",
        Schemas.object()
            .optional("agentId", Schemas.name("Only this agent."))
            .optional(
                "by",
                Schemas.choice(
                    "The dimension; task with agentId, agent without, if not given.",
                    dimensions.known()))
            .optional(
                "limit",
                Schemas.otherwise(
                    DEFAULT_LIMIT, Schemas.whole("How many rows at most.", 1, MAX_LIMIT)))
            .build(),
        Schemas.object()
            .required("by", Schemas.text("The dimension."))
            .optional("agentId", Schemas.text("The agent, if one was given."))
            .required("available", Schemas.flag("Whether a ledger of this shape is kept."))
            .required("rows", Schemas.list("The most spent first.", rowSchema()))
            .required("truncated", Schemas.flag("Whether there are more rows."))
            .required("complete", Schemas.flag("Whether every store could be read.")),
        BudgetTool.reading("Spend breakdown"));
  }

  private final SpendQueries queries;
  private final McpSchema.Tool definition;

  /**
   * @param dimensions those that spend can be broken down by
   */
  SpendBreakdownTool(SpendQueries queries, Dimensions dimensions) {
    this.queries = queries;
    definition = definition(dimensions);
  }

  @Override
  public McpSchema.Tool definition() {
    return definition;
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public CompletableFuture<ObjectNode> call(Arguments arguments) {
    String agent = arguments.optionalText("agentId");
    String by = arguments.text("by", agent == null ? Scope.AGENT : Scope.TASK);
    int limit = arguments.whole("limit", DEFAULT_LIMIT);
    Set<String> shape = shape(by, agent);
    ScopePage page =
        queries.scopes(new ScopeFilter(shape, agent, null, ScopeFilter.Sort.SPENT, limit, null));
    boolean available = !page.scopes().isEmpty() || isKept(shape);
    return CompletableFuture.completedFuture(answer(agent, by, available, page));
  }

  /** Tasks are those of their agents, also where no agent is asked for. */
  private static Set<String> shape(String by, @Nullable String agent) {
    boolean ofAgent = agent != null || by.equals(Scope.TASK);
    return ofAgent && !by.equals(Scope.AGENT) ? Set.of(Scope.AGENT, by) : Set.of(by);
  }

  private boolean isKept(Set<String> shape) {
    return ALWAYS.contains(shape)
        || queries.policies().stream()
            .anyMatch(policy -> shape.equals(policy.scope().values().keySet()));
  }

  private static ObjectNode answer(
      @Nullable String agent, String by, boolean available, ScopePage page) {
    ObjectNode answer = Json.MAPPER.createObjectNode().put("by", by);
    if (agent != null) {
      answer.put("agentId", agent);
    }
    answer.put("available", available);
    ArrayNode rows = answer.putArray("rows");
    page.scopes().forEach(status -> rows.add(row(status, by)));
    answer.put("truncated", page.cursor() != null);
    answer.put("complete", page.missingPartitions().isEmpty());
    answer.put("message", message(by, available, rows.size()));
    return answer.put("nextStep", nextStep(available, rows));
  }

  private static ObjectNode row(ScopeStatus status, String by) {
    JsonNode totals = Standing.document(status).path("totals");
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("value", status.scope().values().getOrDefault(by, ""));
    row.put("scope", status.scope().key()).put("action", status.action().text());
    totals.properties().forEach(total -> row.set(total.getKey(), total.getValue()));
    return row;
  }

  private static String message(String by, boolean available, int rows) {
    return available
        ? rows + " rows by " + by + ", over all time."
        : "No ledger is kept by " + by + " here, so spend cannot be broken down by it.";
  }

  private static String nextStep(boolean available, ArrayNode rows) {
    if (!available) {
      return "Break it down by agent or by task. To keep such a ledger from now on, set a policy of"
          + " these dimensions, mode shadow if it shall not act, with PUT /v1/policies/{id}.";
    }
    return rows.isEmpty()
        ? "Nothing is known to have been spent; check that spans arrive."
        : "otel_budget_status shows the limits of an agent.";
  }

  private static Map<String, Object> rowSchema() {
    Schemas.ObjectSchema row =
        Schemas.object()
            .required("value", Schemas.text("The agent, task, …"))
            .required("scope", Schemas.text("The key of the scope."))
            .required("action", Standing.actionSchema())
            .required("usd", Schemas.number("Spent over all time, in US dollars."));
    List.of(
            "calls",
            "inputTokens",
            "outputTokens",
            "cacheReadTokens",
            "cacheWriteTokens",
            "reasoningTokens",
            "toolCalls",
            "unpricedCalls",
            "unmeteredCalls")
        .forEach(
            total ->
                row.required(
                    total,
                    Schemas.whole(total + " over all time.", -Long.MAX_VALUE, Long.MAX_VALUE)));
    return row.build();
  }
}
