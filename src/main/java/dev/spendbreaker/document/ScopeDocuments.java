package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a scope stands, as JSON (DESIGN §6). */
public final class ScopeDocuments {
  private ScopeDocuments() {}

  /**
   * The document of one scope.
   *
   * @param action what its policies ask for now
   * @param totals everything it ever used
   * @param decision the last one; null where there was none
   * @param asOfMillis when this was so, milliseconds since the epoch
   */
  public static ObjectNode status(
      Scope scope,
      Action action,
      Usage totals,
      List<PolicyStatus> policies,
      @Nullable Decision decision,
      long asOfMillis) {
    ObjectNode document = summary(scope, action, totals);
    ArrayNode statuses = document.putArray("policies");
    policies.forEach(status -> putStatus(statuses.addObject(), status));
    if (decision != null) {
      document.set("decision", DecisionDocuments.tree(decision));
    }
    Documents.putInstant(document, "asOf", asOfMillis);
    return document;
  }

  /** What a list shows of a scope: scope, key, action, totals. */
  public static ObjectNode summary(Scope scope, Action action, Usage totals) {
    ObjectNode document = Documents.object();
    Documents.putScope(document, scope);
    document.put("key", scope.key());
    document.put("action", action.text());
    putTotals(document.putObject("totals"), totals);
    return document;
  }

  private static void putStatus(ObjectNode document, PolicyStatus status) {
    StatusFields.put(document, status);
    document.put("action", status.action().text());
  }

  private static void putTotals(ObjectNode totals, Usage usage) {
    totals
        .put("usd", Documents.dollars(usage.costNanos()))
        .put("calls", usage.calls())
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("cacheReadTokens", usage.cacheReadTokens())
        .put("cacheWriteTokens", usage.cacheWriteTokens())
        .put("reasoningTokens", usage.reasoningTokens())
        .put("toolCalls", usage.toolCalls())
        .put("unpricedCalls", usage.unpricedCalls())
        .put("unmeteredCalls", usage.unmeteredCalls());
  }
}
