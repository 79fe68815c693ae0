package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.usage.Usage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a scope stands, as JSON: the answer to {@code GET /v1/scopes/{key}} (DESIGN §6). */
public final class ScopeDocuments {
  private ScopeDocuments() {}

  /**
   * The status of a scope.
   *
   * @param totals all it ever spent
   * @param policies where it stands against each of its policies
   * @param decision the last decision about it, if any
   * @param asOfMillis when all this was so, milliseconds since the epoch
   */
  public static byte[] status(
      Scope scope,
      Action action,
      Usage totals,
      List<PolicyStatus> policies,
      @Nullable Decision decision,
      long asOfMillis) {
    return Documents.write(
        json -> {
          json.writeStartObject();
          writeHead(scope, action, totals, json);
          writePolicies(policies, json);
          if (decision != null) {
            json.writeFieldName("decision");
            DecisionDocuments.write(decision, json);
          }
          Figures.writeInstant("asOf", asOfMillis, json);
          json.writeEndObject();
        });
  }

  /**
   * What a list shows of a scope.
   *
   * @param governing where it stands against the policy that decides, if any does
   */
  public static byte[] summary(
      Scope scope, Action action, Usage totals, @Nullable PolicyStatus governing) {
    return Documents.write(
        json -> {
          json.writeStartObject();
          writeHead(scope, action, totals, json);
          if (governing != null) {
            Figures.writePolicy(governing, json);
          }
          json.writeEndObject();
        });
  }

  private static void writeHead(Scope scope, Action action, Usage totals, JsonGenerator json)
      throws IOException {
    Figures.writeScope(scope, json);
    json.writeStringField("key", scope.key());
    json.writeStringField("action", action.text());
    writeTotals(totals, json);
  }

  private static void writeTotals(Usage totals, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("totals");
    json.writeNumberField("usd", Texts.usd(totals.costNanos()));
    json.writeNumberField("calls", totals.calls());
    json.writeNumberField("inputTokens", totals.inputTokens());
    json.writeNumberField("outputTokens", totals.outputTokens());
    json.writeNumberField("cacheReadTokens", totals.cacheReadTokens());
    json.writeNumberField("cacheWriteTokens", totals.cacheWriteTokens());
    json.writeNumberField("reasoningTokens", totals.reasoningTokens());
    json.writeNumberField("toolCalls", totals.toolCalls());
    json.writeNumberField("unpricedCalls", totals.unpricedCalls());
    json.writeNumberField("unmeteredCalls", totals.unmeteredCalls());
    json.writeEndObject();
  }

  private static void writePolicies(List<PolicyStatus> policies, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("policies");
    for (PolicyStatus status : policies) {
      json.writeStartObject();
      Figures.writePolicy(status, json);
      json.writeStringField("action", status.action().text());
      Figures.writeTimes(status, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
