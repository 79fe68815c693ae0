package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.PolicyChanges;
import dev.spendbreaker.query.MissingInstance;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code otel_delete_budget_policy}: ends a limit. */
final class DeletePolicyTool implements BudgetTool {
  private static final McpSchema.Tool DEFINITION =
      BudgetTool.define(
          "otel_delete_budget_policy",
          "Deletes a budget policy, which unblocks what only this policy blocked. Use it only when"
              + " someone asks to remove a limit; to change one, register it again. What was spent"
              + " stays known. No longer in force when the call returns.",
          Schemas.object().required("policyId", KnownPolicies.idSchema()).build(),
          Schemas.object()
              .required("success", Schemas.flag("Whether the policy is gone."))
              .required("policy", PolicyView.schema()),
          new McpSchema.ToolAnnotations("Delete a budget policy", false, true, true, false, null));

  private final KnownPolicies policies;
  private final PolicyChanges changes;

  DeletePolicyTool(KnownPolicies policies, PolicyChanges changes) {
    this.policies = policies;
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
    Policy policy = policies.get(arguments.text("policyId"));
    return changes.delete(policy.id()).thenApply(missing -> answer(policy, missing));
  }

  private static ObjectNode answer(Policy policy, List<MissingInstance> missing) {
    ObjectNode answer = Json.MAPPER.createObjectNode().put("success", true);
    answer.set("policy", PolicyView.of(policy));
    answer.put(
        "message",
        "Policy " + policy.id() + " is no longer in force." + PolicyView.unless(missing));
    return answer.put(
        "nextStep", "otel_register_budget_policy sets another limit; 'policy' holds the old one.");
  }
}
