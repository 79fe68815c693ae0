package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.budget.Window;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.PolicyChanges;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code otel_register_budget_policy}: sets a limit in US dollars. */
final class RegisterPolicyTool implements BudgetTool {
  private static final McpSchema.Tool DEFINITION =
      BudgetTool.define(
          "otel_register_budget_policy",
          "Sets how much an agent, or one of its tasks, may spend in US dollars, and what happens"
              + " when it has. Use it when someone asks to cap, limit or budget an agent's spend, or"
              + " to change such a limit: registering again for the same agent and task replaces"
              + " the policy. It is in force when the call returns, and counts what was already"
              + " spent in its window.",
          Schemas.object()
              .required("agentId", Schemas.name("The agent, or * for each agent by itself."))
              .required(
                  "maxSpendUsd",
                  Schemas.number(
                      "The most it may spend within the window, in US dollars.",
                      Map.of("exclusiveMinimum", 0, "exclusiveMaximum", 1_000_000_000)))
              .required(
                  "windowMs",
                  Schemas.whole(
                      "The window in milliseconds, rolling: 60000 (one minute) to 7776000000 (90"
                          + " days); 3600000 is an hour. 0 counts everything ever spent.",
                      0,
                      Window.Rolling.MAX_MILLIS))
              .optional("taskId", Schemas.name("One task of the agent, or * for each by itself."))
              .optional(
                  "breachAction",
                  Schemas.otherwise(
                      "block",
                      Schemas.choice(
                          "What is decided once the limit is reached.",
                          List.of("warn", "block", "kill"))))
              .optional(
                  "warnAt",
                  Schemas.list(
                      "Parts of the limit that warn; [0.9] if not given.",
                      Schemas.number(
                          "A part of the limit.", Map.of("exclusiveMinimum", 0, "maximum", 1)),
                      16))
              .optional(
                  "killCallbackUrl",
                  Schemas.text(
                      "An https URL that is sent {event, decision, policy} when the policy kills.",
                      2_000))
              .optional(
                  "policyId",
                  Schemas.pattern(
                      "The policy's id; derived from agent and task if not given.",
                      "[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}"))
              .optional("dryRun", Schemas.flag("Checks the policy and changes nothing."))
              .build(),
          Schemas.object()
              .required("success", Schemas.flag("Whether the policy is in force, or is valid."))
              .required("policy", PolicyView.schema())
              .required("dryRun", Schemas.flag("Whether nothing was changed.")),
          new McpSchema.ToolAnnotations(
              "Register a budget policy", false, true, true, false, null));

  private final PolicyChanges changes;

  RegisterPolicyTool(PolicyChanges changes) {
    this.changes = changes;
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
    requireWindow(arguments.whole("windowMs"));
    String id = arguments.text("policyId", defaultId(arguments));
    byte[] document = Json.bytes(document(arguments));
    Policy checked = changes.check(id, document);
    return arguments.flag("dryRun")
        ? CompletableFuture.completedFuture(checkedOnly(checked))
        : changes.put(id, document).thenApply(RegisterPolicyTool::inForce);
  }

  private static void requireWindow(long millis) {
    if (millis != 0 && millis < Window.Rolling.MIN_MILLIS) {
      throw Arguments.invalid(
          "'windowMs' is " + millis + ", which is too short for a window",
          "give 0 for everything ever spent, or 60000 (a minute) to 7776000000 (90 days)");
    }
  }

  /** The same for the same agent and task, so that registering again replaces. */
  private static String defaultId(Arguments arguments) {
    String task = arguments.optionalText("taskId");
    return PolicyIds.of(arguments.text("agentId"), task);
  }

  private static ObjectNode document(Arguments arguments) {
    ObjectNode document = Json.MAPPER.createObjectNode().put("version", 1);
    ObjectNode scope = document.putObject("scope").put(Scope.AGENT, arguments.text("agentId"));
    String task = arguments.optionalText("taskId");
    if (task != null) {
      scope.put(Scope.TASK, task);
    }
    document.putObject("limit").put("usd", arguments.decimal("maxSpendUsd"));
    putWindow(document, arguments.whole("windowMs"));
    document.put("onBreach", arguments.text("breachAction", "block"));
    String callback = arguments.optionalText("killCallbackUrl");
    if (callback != null) {
      document
          .putObject("webhook")
          .put("url", callback)
          .put("format", Webhook.Format.KILL_CALLBACK.text());
    }
    if (arguments.value("warnAt") instanceof ArrayNode levels) {
      document.set("warnAt", levels);
    }
    return document;
  }

  private static void putWindow(ObjectNode document, long millis) {
    if (millis == 0) {
      document.put("window", "lifetime");
    } else {
      document.putObject("window").put("rolling", Duration.ofMillis(millis).toString());
    }
  }

  private static ObjectNode checkedOnly(Policy policy) {
    return answer(
        policy,
        true,
        "The policy is valid; nothing was changed.",
        "Call again without dryRun to put it in force.");
  }

  private static ObjectNode inForce(PolicyChanges.Changed changed) {
    Policy policy = changed.policy();
    return answer(
        policy,
        false,
        "Policy "
            + policy.id()
            + " is in force, revision "
            + policy.revision()
            + "."
            + PolicyView.unless(changed.missing()),
        "otel_budget_status shows where the agent stands against it.");
  }

  private static ObjectNode answer(Policy policy, boolean dryRun, String message, String nextStep) {
    ObjectNode answer = Json.MAPPER.createObjectNode().put("success", true);
    answer.set("policy", PolicyView.of(policy));
    return answer.put("dryRun", dryRun).put("message", message).put("nextStep", nextStep);
  }
}
