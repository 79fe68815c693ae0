package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Trigger;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions as JSON (DESIGN §5): what does not exist is absent. */
public final class DecisionDocuments {
  private DecisionDocuments() {}

  public static byte[] write(Decision decision) {
    return Documents.write(tree(decision));
  }

  /** The document as a tree, to stand in another. */
  static ObjectNode tree(Decision decision) {
    ObjectNode document = Documents.object();
    document.put("version", 1);
    document.put("decisionId", decision.decisionId());
    document.put("sequence", decision.sequence());
    Documents.putScope(document, decision.scope());
    document.put("action", decision.action().text());
    if (decision.previousAction() != null) {
      document.put("previousAction", decision.previousAction().text());
    }
    document.put("reasonCode", decision.reasonCode());
    document.put("reason", decision.reason());
    if (decision.policy() != null) {
      putPolicy(document, decision.policy());
    }
    if (decision.trigger() != null) {
      putTrigger(document.putObject("trigger"), decision.trigger());
    }
    Documents.putInstant(document, "decidedAt", decision.decidedAtMillis());
    return document;
  }

  private static void putPolicy(ObjectNode document, PolicyStatus policy) {
    StatusFields.put(document, policy);
    if (policy.mode() == Policy.Mode.SHADOW) {
      document.put("shadowAction", policy.action().text());
    }
  }

  private static void putTrigger(ObjectNode document, Trigger trigger) {
    document.put("traceId", trigger.traceId());
    document.put("spanId", trigger.spanId());
    Documents.putText(document, "model", trigger.model());
    document.put("cost", Documents.dollars(trigger.costNanos()));
    Documents.putInstant(document, "endTime", trigger.endTimeMillis());
  }

  /**
   * Reads what {@link #write} wrote, also where a later version has added fields.
   *
   * @throws IllegalArgumentException where it is not a decision
   */
  public static Decision read(byte[] json) {
    try {
      JsonNode document = Documents.read(json);
      if (document == null) {
        throw new IllegalArgumentException("an empty document is no decision");
      }
      return decision(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a decision: " + PolicyDocuments.syntaxError(e), e);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("not a decision: " + e.getMessage(), e);
    }
  }

  private static Decision decision(JsonNode document) {
    Action action = Action.valueOf(upper(text(document, "action")));
    String previous = optionalText(document, "previousAction");
    String reasonCode = text(document, "reasonCode");
    return new Decision(
        scope(document.path("scope")),
        document.path("sequence").longValue(),
        action,
        previous == null ? null : Action.valueOf(upper(previous)),
        reasonCode,
        text(document, "reason"),
        document.has("policyId") ? policy(document, action, reasonCode) : null,
        document.has("trigger") ? trigger(document.path("trigger")) : null,
        millis(text(document, "decidedAt")));
  }

  private static PolicyStatus policy(JsonNode document, Action action, String reasonCode) {
    LimitUnit unit = Documents.unit(text(document, "unit"));
    String shadowAction = optionalText(document, "shadowAction");
    return new PolicyStatus(
        text(document, "policyId"),
        document.path("policyRevision").longValue(),
        Policy.Mode.valueOf(upper(text(document, "mode"))),
        unit,
        amount(document, "spent", unit),
        amount(document, "limit", unit),
        amount(document, "remaining", unit),
        optionalNumber(document, "utilization"),
        optionalNumber(document, "warnLevel"),
        shadowAction == null ? action : Action.valueOf(upper(shadowAction)),
        reasonCode,
        optionalMillis(document.path("window"), "start"),
        optionalMillis(document.path("window"), "end"),
        optionalMillis(document, "resetsAt"));
  }

  private static Trigger trigger(JsonNode trigger) {
    return new Trigger(
        text(trigger, "traceId"),
        text(trigger, "spanId"),
        optionalText(trigger, "model"),
        amount(trigger, "cost", LimitUnit.USD),
        millis(text(trigger, "endTime")));
  }

  private static Scope scope(JsonNode scope) {
    Map<String, String> values = new LinkedHashMap<>();
    scope.properties().forEach(field -> values.put(field.getKey(), field.getValue().asText()));
    return Scope.of(values);
  }

  private static long amount(JsonNode document, String field, LimitUnit unit) {
    return Documents.amount(unit, document.path(field).decimalValue());
  }

  private static @Nullable BigDecimal optionalNumber(JsonNode document, String field) {
    return document.has(field) ? document.path(field).decimalValue() : null;
  }

  private static @Nullable Long optionalMillis(JsonNode document, String field) {
    String text = optionalText(document, field);
    return text == null ? null : (Long) millis(text);
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static String text(JsonNode document, String field) {
    String text = optionalText(document, field);
    if (text == null) {
      throw new IllegalArgumentException("a decision without '" + field + "'");
    }
    return text;
  }

  private static @Nullable String optionalText(JsonNode document, String field) {
    JsonNode text = document.path(field);
    return text.isTextual() ? text.textValue() : null;
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
