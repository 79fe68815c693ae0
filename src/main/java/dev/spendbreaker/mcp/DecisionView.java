package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.gate.RecentDecisions;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.ScopeStatus;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decisions as the tools show them: the documents of the decisions topic. The topic tells a
 * decision when it is committed, the stores a moment before; here are both.
 */
final class DecisionView {
  private static final Comparator<Decision> LATEST_FIRST =
      Comparator.comparingLong(Decision::decidedAtMillis)
          .thenComparingLong(Decision::sequence)
          .reversed();

  private final RecentDecisions recent;

  DecisionView(RecentDecisions recent) {
    this.recent = recent;
  }

  /** Decisions about an agent and its tasks, the latest first. */
  ArrayNode ofAgent(String agentId, List<ScopeStatus> known, int limit) {
    Map<String, Decision> byId = new LinkedHashMap<>();
    recent
        .latest(decision -> isOf(agentId, decision), limit)
        .forEach(d -> byId.put(d.decisionId(), d));
    known.stream()
        .map(ScopeStatus::decision)
        .filter(Objects::nonNull)
        .forEach(decision -> byId.putIfAbsent(decision.decisionId(), decision));
    ArrayNode documents = Json.MAPPER.createArrayNode();
    byId.values().stream()
        .sorted(LATEST_FIRST)
        .limit(limit)
        .forEach(decision -> documents.add(document(decision)));
    return documents;
  }

  /** Decisions about anything, the latest first. */
  ArrayNode latest(int limit) {
    ArrayNode documents = Json.MAPPER.createArrayNode();
    recent.latest(any -> true, limit).forEach(decision -> documents.add(document(decision)));
    return documents;
  }

  /** What changes with every decision. */
  Object version() {
    return recent.latest(any -> true, 1).stream().map(Decision::decisionId).toList();
  }

  Optional<Decision> byId(String decisionId) {
    return recent.latest(decision -> decision.decisionId().equals(decisionId), 1).stream()
        .findFirst();
  }

  static ObjectNode document(Decision decision) {
    return Json.object(DecisionDocuments.write(decision));
  }

  private static boolean isOf(String agentId, Decision decision) {
    return agentId.equals(decision.scope().values().get(Scope.AGENT));
  }

  static Map<String, Object> schema() {
    Map<String, Object> window =
        Schemas.object()
            .required("start", Schemas.instant("Where the window starts."))
            .required("end", Schemas.instant("Where it ends."))
            .build();
    Map<String, Object> trigger =
        Schemas.object()
            .required("traceId", Schemas.text("The trace of the span."))
            .required("spanId", Schemas.text("The span."))
            .optional("model", Schemas.text("The model that was called."))
            .required("cost", Schemas.number("What it cost, in US dollars."))
            .required("endTime", Schemas.instant("When it ended."))
            .build();
    return Schemas.object()
        .required("version", Schemas.count("Of this form: 1."))
        .required("decisionId", Schemas.text("The id of the decision."))
        .required("sequence", Schemas.count("Counts the decisions about the scope."))
        .required("scope", Schemas.texts("The value of each dimension."))
        .required("action", Standing.actionSchema())
        .optional("previousAction", Standing.actionSchema())
        .optional("shadowAction", Standing.actionSchema())
        .required("reasonCode", Schemas.text("Why, for programs."))
        .required("reason", Schemas.text("Why, in words."))
        .optional("policyId", Schemas.text("The policy that decided."))
        .optional("policyRevision", Schemas.count("Its revision then."))
        .optional("mode", Schemas.text("enforce or shadow."))
        .optional("precedence", Schemas.text("override: hides those of less specific scopes."))
        .optional("unit", Schemas.text("What its limit counts."))
        .optional("spent", Schemas.number("Spent in its window."))
        .optional("limit", Schemas.number("Its limit with grants."))
        .optional("remaining", Schemas.number("What was left."))
        .optional("utilization", Schemas.number("Spent / limit."))
        .optional("warnLevel", Schemas.number("The warn level that was passed."))
        .optional("window", window)
        .optional("resetsAt", Schemas.instant("When the action gets milder by itself."))
        .optional("trigger", trigger)
        .required("decidedAt", Schemas.instant("When it was decided."))
        .build();
  }
}
