package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.http.Json;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.concurrent.CompletableFuture;

/** {@code otel_get_budget_policy}: one policy. */
final class GetPolicyTool implements BudgetTool {
  private static final McpSchema.Tool DEFINITION =
      BudgetTool.define(
          "otel_get_budget_policy",
          "Shows one budget policy with all it says. Use it when a decision names a policy and you"
              + " want to know its limit, window or owner.",
          Schemas.object().required("policyId", KnownPolicies.idSchema()).build(),
          Schemas.object().required("policy", PolicyView.schema()),
          BudgetTool.reading("Get a budget policy"));

  private final KnownPolicies policies;

  GetPolicyTool(KnownPolicies policies) {
    this.policies = policies;
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
    Policy policy = policies.get(arguments.text("policyId"));
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.set("policy", PolicyView.of(policy));
    answer.put("message", "Policy " + policy.id() + " is at revision " + policy.revision() + ".");
    answer.put("nextStep", "otel_budget_status shows where an agent stands against it.");
    return CompletableFuture.completedFuture(answer);
  }
}
