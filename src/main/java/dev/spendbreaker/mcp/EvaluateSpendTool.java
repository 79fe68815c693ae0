package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import io.modelcontextprotocol.spec.McpSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code otel_evaluate_spend}: records what a model call cost, and tells what is decided then. */
final class EvaluateSpendTool implements BudgetTool {
  private static final int NANO_DECIMALS = 9;
  private static final String EVENT_NAME = "spendbreaker.budget.decision";

  private static final McpSchema.Tool DEFINITION =
      BudgetTool.define(
          "otel_evaluate_spend",
          "Records what a model call of an agent cost and tells whether the agent may go on: allow,"
              + " warn, block or kill. Use it after a call whose spans do not reach Spendbreaker by"
              + " themselves, or with dryRun before an expensive call, to see what it would lead to"
              + " without recording it. Give a spanId when you may have to repeat the call: the same"
              + " span is charged once.",
          Schemas.object()
              .required("agentId", Schemas.name("The agent that spends."))
              .required(
                  "costUsd",
                  Schemas.number(
                      "What the call costs, in US dollars; 0 only looks.", Map.of("minimum", 0)))
              .optional("taskId", Schemas.name("The task it is for; the trace if not given."))
              .optional(
                  "spanId",
                  Schemas.pattern(
                      "The call's span id, 16 hexadecimal digits; generated if not given.",
                      "(?!0{16})[0-9a-f]{16}"))
              .optional(
                  "traceId",
                  Schemas.pattern(
                      "The call's trace id, 32 hexadecimal digits; derived from the span id or"
                          + " generated if not given.",
                      "(?!0{32})[0-9a-f]{32}"))
              .optional("dryRun", Schemas.flag("Tells what would be decided; records nothing."))
              .build(),
          Schemas.object()
              .required("decision", decisionSchema())
              .required("otelEvent", eventSchema())
              .required("recorded", Schemas.flag("Whether this call charged the agent."))
              .required("duplicate", Schemas.flag("Whether the span had been charged before.")),
          new McpSchema.ToolAnnotations("Evaluate spend", false, false, false, false, null));

  private final AgentScopes scopes;
  private final SpanRecorder recorder;
  private final long maxCostNanos;

  EvaluateSpendTool(AgentScopes scopes, SpanRecorder recorder, long maxCostNanos) {
    this.scopes = scopes;
    this.recorder = recorder;
    this.maxCostNanos = maxCostNanos;
  }

  @Override
  public McpSchema.Tool definition() {
    return DEFINITION;
  }

  @Override
  public boolean writes() {
    return true;
  }

  @Override
  public CompletableFuture<ObjectNode> call(Arguments arguments) {
    BigDecimal costUsd = arguments.decimal("costUsd");
    long costNanos = nanos(costUsd);
    SpanDraft span =
        SpanDraft.of(
            arguments.text("agentId"),
            arguments.optionalText("taskId"),
            costUsd,
            arguments.optionalText("traceId"),
            arguments.optionalText("spanId"));
    return arguments.flag("dryRun") || costNanos == 0
        ? CompletableFuture.completedFuture(looked(span, costNanos))
        : recorder.record(span, costNanos).thenApply(fresh -> recorded(span, fresh));
  }

  private ObjectNode looked(SpanDraft span, long costNanos) {
    return costNanos == 0
        ? answer(span, Usage.ZERO, false, false, "Nothing was spent")
        : answer(
            span,
            Usage.priced(Tokens.ZERO, costNanos),
            false,
            false,
            "Nothing was recorded (dry run)");
  }

  private ObjectNode recorded(SpanDraft span, boolean fresh) {
    String what =
        fresh
            ? "Recorded " + span.costUsd().toPlainString() + " USD"
            : "This span was charged before, and is charged once";
    return answer(span, Usage.ZERO, fresh, !fresh, what);
  }

  private long nanos(BigDecimal usd) {
    if (usd.stripTrailingZeros().scale() > NANO_DECIMALS) {
      throw Arguments.invalid(
          "'costUsd' has more than 9 decimals", "round it to a billionth of a dollar");
    }
    BigDecimal nanos = usd.movePointRight(NANO_DECIMALS);
    if (nanos.compareTo(BigDecimal.valueOf(maxCostNanos)) > 0) {
      throw Arguments.invalid(
          "'costUsd' is above what one span may cost (" + Standing.usd(maxCostNanos) + " USD)",
          "check the figure; the setting max.span.cost.usd holds the limit");
    }
    return nanos.longValueExact();
  }

  private ObjectNode answer(
      SpanDraft span, Usage more, boolean recorded, boolean duplicate, String what) {
    ScopeStatus deciding = Standing.deciding(scopes.ofCall(span.scope(), more));
    ObjectNode answer = Json.MAPPER.createObjectNode();
    ObjectNode decision = answer.putObject("decision").put("agentId", span.agent());
    putTask(decision, "taskId", span.task());
    decision.put("action", deciding.action().text());
    Standing.writeFigures(deciding, decision);
    decision.put("reason", deciding.reason());
    decision.put("timestamp", Instant.ofEpochMilli(deciding.asOfMillis()).toString());
    answer.set("otelEvent", event(span, deciding, decision));
    answer.put("recorded", recorded).put("duplicate", duplicate);
    answer.put("message", what + ". " + Standing.sentence(deciding));
    return answer.put("nextStep", Standing.nextStep(deciding.action()));
  }

  private static ObjectNode event(SpanDraft span, ScopeStatus deciding, ObjectNode decision) {
    ObjectNode event = Json.MAPPER.createObjectNode().put("eventName", EVENT_NAME);
    event.set("timestamp", decision.get("timestamp"));
    event.put("severityNumber", severity(deciding.action()));
    event.put("traceId", span.traceId().toHex()).put("spanId", span.spanHex());
    ObjectNode attributes = event.putObject("attributes");
    attributes.put("gen_ai.agent.name", span.agent());
    putTask(attributes, "gen_ai.conversation.id", span.task());
    attributes.put("spendbreaker.scope", deciding.scope().key());
    attributes.put("spendbreaker.action", deciding.action().text());
    attributes.put("spendbreaker.reason", decision.path("reason").asText());
    if (deciding.governing() != null) {
      attributes.put("spendbreaker.policy_id", deciding.governing().policyId());
    }
    return event;
  }

  private static void putTask(ObjectNode into, String field, @Nullable String task) {
    if (task != null) {
      into.put(field, task);
    }
  }

  /** OpenTelemetry's info, warn, error and fatal. */
  private static int severity(Action action) {
    return switch (action) {
      case ALLOW -> 9;
      case WARN -> 13;
      case BLOCK -> 17;
      case KILL -> 21;
    };
  }

  private static Map<String, Object> decisionSchema() {
    return Schemas.object()
        .required("agentId", Schemas.text("The agent."))
        .optional("taskId", Schemas.text("The task, if one was given."))
        .required("action", Standing.actionSchema())
        .required(
            "accumulatedSpendUsd",
            Schemas.number("Spent in the window of the policy that decides; else in total."))
        .optional("budgetLimitUsd", Schemas.number("The limit of the policy that decides."))
        .optional("remainingUsd", Schemas.number("What is left of it."))
        .required("utilizationPct", Schemas.number("Spent as a percentage of the limit."))
        .required("reason", Schemas.text("Why."))
        .required("timestamp", Schemas.instant("When this was so."))
        .build();
  }

  private static Map<String, Object> eventSchema() {
    return Schemas.object()
        .required("eventName", Schemas.text(EVENT_NAME))
        .required("timestamp", Schemas.instant("When it was decided."))
        .required("severityNumber", Schemas.whole("OpenTelemetry's severity.", 1, 24))
        .required("traceId", Schemas.text("The trace the call belongs to."))
        .required("spanId", Schemas.text("The span that was evaluated."))
        .required(
            "attributes",
            Schemas.object()
                .required("gen_ai.agent.name", Schemas.text("The agent."))
                .optional("gen_ai.conversation.id", Schemas.text("The task."))
                .required("spendbreaker.scope", Schemas.text("The scope that decides."))
                .required("spendbreaker.action", Standing.actionSchema())
                .required("spendbreaker.reason", Schemas.text("Why."))
                .optional("spendbreaker.policy_id", Schemas.text("The policy that decides."))
                .build())
        .build();
  }
}
