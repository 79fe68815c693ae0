package dev.spendbreaker.replay;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.explain.Dollars;
import dev.spendbreaker.replay.Comparison.ComparedScope;
import dev.spendbreaker.usage.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as JSON, in ASCII; {@code replay.schema.json} describes it. */
public final class JsonReport {
  private static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final PrintWriter out;

  public JsonReport(PrintWriter out) {
    this.out = out;
  }

  public void print(Report report) throws IOException {
    Outcome outcome = report.outcome();
    ObjectNode document = JSON.createObjectNode();
    document.put("version", VERSION).put("source", report.source());
    putInstant(document, "from", outcome.fromMillis());
    putInstant(document, "to", outcome.toMillis());
    putInstant(document, "missingBefore", report.missingBeforeMillis());
    ArrayNode policies = document.putArray("policies");
    report.policies().forEach(policy -> policies.add(policy.id()));
    document.put("priceBook", report.priceBook()).put("pricesSet", report.pricesSet());
    put(outcome.intake(), document.putObject("intake"));
    put(outcome.spent(), document.putObject("spent"));
    put(outcome.refused(), document.putObject("refused"));
    putCounts(outcome.decisions(), document);
    ArrayNode scopes = document.putArray("scopes");
    for (ReplayedScope scope : outcome.scopes()) {
      put(scope, scopes.addObject());
    }
    if (report.comparison() != null) {
      put(report.comparison(), document.putObject("comparison"));
    }
    ArrayNode notes = document.putArray("notes");
    report.notes().forEach(notes::add);
    out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    out.flush();
  }

  private static void put(Intake intake, ObjectNode into) {
    into.put("messages", intake.messages())
        .put("spans", intake.spans())
        .put("duplicates", intake.duplicates())
        .put("beyondTraceBound", intake.unremembered())
        .put("rejected", intake.rejected());
    ArrayNode rejects = into.putArray("rejects");
    intake
        .rejects()
        .forEach(
            reject ->
                rejects.addObject().put("place", reject.place()).put("reason", reject.reason()));
  }

  private static void put(ReplayedScope scope, ObjectNode into) throws IOException {
    into.put("key", scope.scope().key());
    putDecisions(scope.decisions(), into);
    Refusal refusal = scope.refusal();
    if (refusal != null) {
      ObjectNode refused = into.putObject("refusal");
      putInstant(refused, "at", refusal.first().decidedAtMillis());
      put(refusal.spentAfter(), refused.putObject("spentAfter"));
      put(refusal.spentWhileRefused(), refused.putObject("spentWhileRefused"));
    }
  }

  private static void put(Comparison comparison, ObjectNode into) throws IOException {
    putCounts(comparison.actual(), into);
    ArrayNode scopes = into.putArray("scopes");
    for (ComparedScope scope : comparison.scopes()) {
      put(scope, scopes.addObject());
    }
  }

  private static void put(ComparedScope scope, ObjectNode into) throws IOException {
    into.put("key", scope.scope().key()).put("difference", scope.difference().text());
    if (scope.actionBefore() != null) {
      into.put("actionBefore", scope.actionBefore().text());
    }
    putInstant(into, "refusedAt", scope.refusedAtMillis());
    putInstant(into, "whatIfRefusedAt", scope.whatIfRefusedAtMillis());
    putDecisions(scope.actual(), into);
  }

  private static void putDecisions(List<Decision> decisions, ObjectNode into) throws IOException {
    ArrayNode all = into.putArray("decisions");
    for (Decision decision : decisions) {
      all.add(JSON.readTree(DecisionDocuments.write(decision)));
    }
  }

  private static void putCounts(List<Decision> decisions, ObjectNode into) {
    Map<Action, Integer> counts = Outcome.count(decisions);
    ObjectNode actions = into.putObject("actions");
    for (Action action : Action.values()) {
      actions.put(action.text(), counts.getOrDefault(action, 0));
    }
  }

  private static void put(Usage usage, ObjectNode into) {
    into.put("usd", Dollars.of(usage.costNanos()))
        .put("calls", usage.calls())
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("toolCalls", usage.toolCalls())
        .put("unpricedCalls", usage.unpricedCalls())
        .put("unmeteredCalls", usage.unmeteredCalls());
  }

  private static void putInstant(ObjectNode into, String field, @Nullable Long millis) {
    if (millis != null) {
      into.put(field, Instant.ofEpochMilli(millis).toString());
    }
  }
}
