package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.Problem;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.usage.Usage;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code otel_explain_decision}: why an agent or a task is allowed, warned or stopped. */
final class ExplainDecisionTool implements BudgetTool {
  private static final McpSchema.Tool DEFINITION =
      BudgetTool.define(
          "otel_explain_decision",
          "Explains why an agent, or one of its tasks, is allowed, warned, blocked or killed: the"
              + " last decision, the call that led to it, every policy that was considered, and"
              + " when it changes by itself. Use it when something was stopped, or with a"
              + " decisionId from a log.",
          Schemas.object()
              .required("agentId", Schemas.name("The agent."))
              .optional("taskId", Schemas.name("One of its tasks."))
              .optional(
                  "decisionId", Schemas.text("A decision of late, in place of the last.", 100))
              .build(),
          Schemas.object()
              .required("scope", Schemas.text("The key of the scope that is explained."))
              .required("action", Standing.actionSchema())
              .optional("decision", DecisionView.schema())
              .required("explanation", Schemas.list("Sentences.", Schemas.text("One sentence.")))
              .required(
                  "policies",
                  Schemas.list("Every policy considered now.", Standing.policySchema().build())),
          BudgetTool.reading("Explain a decision"));

  private final AgentScopes scopes;
  private final DecisionView decisions;

  ExplainDecisionTool(AgentScopes scopes, DecisionView decisions) {
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
    List<ScopeStatus> considered = considered(arguments);
    ScopeStatus deciding = Standing.deciding(considered);
    Decision decision = decision(arguments.optionalText("decisionId"), deciding);
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("scope", deciding.scope().key()).put("action", deciding.action().text());
    if (decision != null) {
      answer.set("decision", DecisionView.document(decision));
    }
    ArrayNode explanation = answer.putArray("explanation");
    sentences(deciding, decision).forEach(explanation::add);
    ArrayNode policies = answer.putArray("policies");
    considered.forEach(status -> Standing.writePolicies(status, policies));
    answer.put("message", Standing.sentence(deciding));
    return CompletableFuture.completedFuture(answer.put("nextStep", nextStep(deciding)));
  }

  private List<ScopeStatus> considered(Arguments arguments) {
    String agent = arguments.text("agentId");
    String task = arguments.optionalText("taskId");
    Scope call = task == null ? Scope.agent(agent) : Scope.task(agent, task);
    return scopes.ofCall(call, Usage.ZERO);
  }

  private @Nullable Decision decision(@Nullable String id, ScopeStatus deciding) {
    return id == null
        ? deciding.decision()
        : decisions.byId(id).orElseThrow(() -> unknown(id).exception());
  }

  private static Problem unknown(String id) {
    return new Problem(
        404,
        "decision_not_found",
        "there is no decision '" + id + "' among those of late",
        "otel_budget_status with includeHistory lists them; older ones are on the decisions topic");
  }

  private static List<String> sentences(ScopeStatus deciding, @Nullable Decision decision) {
    List<String> sentences = new ArrayList<>();
    if (decision != null) {
      sentences.add(decided(decision));
    }
    PolicyStatus governing = deciding.governing();
    sentences.add("Now: " + deciding.reason() + ".");
    if (governing != null) {
      sentences.add("Policy " + governing.policyId() + " decides.");
    }
    if (governing != null && governing.resetsAtMillis() != null) {
      Instant reset = Instant.ofEpochMilli(Objects.requireNonNull(governing.resetsAtMillis()));
      sentences.add("If nothing more is spent, this gets milder at " + reset + ".");
    }
    return sentences;
  }

  private static String decided(Decision decision) {
    String by =
        decision.trigger() == null
            ? "no call: time or a policy led to it"
            : "span " + decision.trigger().spanId() + " of trace " + decision.trigger().traceId();
    return "At %s it was decided to %s, because %s; triggered by %s."
        .formatted(
            Instant.ofEpochMilli(decision.decidedAtMillis()),
            decision.action().text(),
            decision.reason(),
            by);
  }

  private static String nextStep(ScopeStatus deciding) {
    return deciding.action().compareTo(Action.BLOCK) < 0
        ? Standing.nextStep(deciding.action())
        : "Ask whoever owns the policy to raise the limit (otel_register_budget_policy), or wait"
            + " until it resets.";
  }
}
