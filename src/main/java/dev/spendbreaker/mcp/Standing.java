package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.ScopeDocuments;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.ScopeStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Where an agent, or one of its tasks, stands: what decides among its scopes is the strictest
 * action, then the most specific scope, then the highest utilization (DESIGN §4).
 */
final class Standing {
  private static final int NANO_DECIMALS = 9;

  private static final Comparator<ScopeStatus> DECIDING_LAST =
      Comparator.comparing(ScopeStatus::action)
          .thenComparing(status -> status.governing() != null)
          .thenComparing(status -> status.scope().shape().size())
          .thenComparing(Standing::utilization);

  private Standing() {}

  /** The scope that decides about a call which belongs to all of these. */
  static ScopeStatus deciding(List<ScopeStatus> ofCall) {
    return strictest(
        ofCall.stream()
            .filter(status -> ofCall.stream().noneMatch(other -> isHidden(status, other)))
            .toList());
  }

  private static boolean isHidden(ScopeStatus status, ScopeStatus by) {
    return by.overrides() && Scope.overrides(by.scope().shape(), status.scope().shape());
  }

  /** The scope that would decide if none overrode others. */
  static ScopeStatus strictest(List<ScopeStatus> scopes) {
    return scopes.stream().max(DECIDING_LAST).orElseThrow();
  }

  /** What is decided, in one sentence. */
  static String sentence(ScopeStatus status) {
    return status.scope().key() + ": " + status.action().text() + "; " + status.reason() + ".";
  }

  /** What a model should do next, given what is decided. */
  static String nextStep(Action action) {
    return switch (action) {
      case ALLOW -> "Go on.";
      case WARN -> "Go on with care: use cheaper models or fewer calls, and look again soon.";
      case BLOCK ->
          "Make no further model calls; otel_explain_decision says why and when that changes.";
      case KILL -> "Stop the agent; otel_explain_decision says why.";
    };
  }

  /** The figures of the governing policy, in the terms of {@code otel_evaluate_spend}. */
  static void writeFigures(ScopeStatus status, ObjectNode decision) {
    PolicyStatus governing = status.governing();
    if (governing != null && governing.unit() == LimitUnit.USD) {
      decision.put("accumulatedSpendUsd", usd(governing.spent()));
      decision.put("budgetLimitUsd", usd(governing.limit()));
      decision.put("remainingUsd", usd(governing.remaining()));
    } else {
      decision.put("accumulatedSpendUsd", usd(status.totals().costNanos()));
    }
    decision.put("utilizationPct", percent(status));
  }

  /** Where each policy of a scope stands, as {@link #policySchema} says. */
  static void writePolicies(ScopeStatus status, ArrayNode into) {
    for (JsonNode found : document(status).path("policies")) {
      ObjectNode policy = into.addObject().put("policyKey", found.path("policyId").asText());
      policy.put("scope", status.scope().key());
      for (String field :
          List.of(
              "mode", "unit", "spent", "limit", "remaining", "action", "warnLevel", "resetsAt")) {
        if (found.has(field)) {
          policy.set(field, found.get(field));
        }
      }
      if (found.path("unit").asText().equals("usd")) {
        policy.set("accumulatedSpendUsd", found.path("spent"));
        policy.set("remainingUsd", found.path("remaining"));
      }
      if (found.has("utilization")) {
        policy.put("utilizationPct", hundredfold(found.path("utilization").decimalValue()));
      }
      if (found.has("window")) {
        policy.set("windowStart", found.path("window").path("start"));
        policy.set("windowEnd", found.path("window").path("end"));
      }
      for (String field : List.of("ratePerMinute", "limitReachedAt")) {
        if (found.path("forecast").has(field)) {
          policy.set(field, found.path("forecast").get(field));
        }
      }
    }
  }

  static Schemas.ObjectSchema policySchema() {
    return Schemas.object()
        .required("policyKey", Schemas.text("The policy's id."))
        .required("scope", Schemas.text("The key of the scope it is held against."))
        .required("mode", Schemas.text("enforce, or shadow: reports and never blocks."))
        .required("unit", Schemas.text("What the limit counts: usd, tokens, calls, …"))
        .required("spent", Schemas.number("Spent in the policy's window, in its unit."))
        .required("limit", Schemas.number("The limit with grants, in its unit."))
        .required("remaining", Schemas.number("Limit minus spent, never below 0."))
        .required("action", Schemas.text("What this policy asks for: allow, warn, block or kill."))
        .optional("accumulatedSpendUsd", Schemas.number("spent, where it is in US dollars."))
        .optional("remainingUsd", Schemas.number("remaining, where it is in US dollars."))
        .optional("utilizationPct", Schemas.number("Spent as a percentage of the limit."))
        .optional("warnLevel", Schemas.number("The highest warn level that is passed."))
        .optional("windowStart", Schemas.instant("Where its window starts, unless it is all time."))
        .optional("windowEnd", Schemas.instant("Where its window ends."))
        .optional(
            "resetsAt", Schemas.instant("When its action gets milder if nothing more is spent."))
        .optional(
            "ratePerMinute", Schemas.number("Spent a minute over the last minutes, in its unit."))
        .optional(
            "limitReachedAt",
            Schemas.instant("When the limit is reached at that rate; absent where it is not."));
  }

  /** The document of {@code GET /v1/scopes/{key}}. */
  static ObjectNode document(ScopeStatus status) {
    return Json.object(
        ScopeDocuments.status(
            status.scope(),
            status.action(),
            status.totals(),
            status.policies(),
            status.forecasts(),
            status.decision(),
            status.asOfMillis()));
  }

  static BigDecimal usd(long nanos) {
    return plain(BigDecimal.valueOf(nanos, NANO_DECIMALS));
  }

  static Map<String, Object> actionSchema() {
    return Schemas.choice("What is decided.", List.of("allow", "warn", "block", "kill"));
  }

  /** 100 for a limit of 0, which is always reached. */
  private static BigDecimal percent(ScopeStatus status) {
    return status.governing() == null ? BigDecimal.ZERO : hundredfold(utilization(status));
  }

  private static BigDecimal utilization(ScopeStatus status) {
    PolicyStatus governing = status.governing();
    if (governing == null) {
      return BigDecimal.ZERO;
    }
    BigDecimal utilization = governing.utilization();
    return utilization == null ? BigDecimal.ONE : utilization;
  }

  private static BigDecimal hundredfold(BigDecimal part) {
    return plain(part.movePointRight(2));
  }

  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
  }
}
