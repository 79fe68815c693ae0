package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts that documents share. A value of null is a field that is absent. */
final class Figures {
  private Figures() {}

  static void writeScope(Scope scope, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("scope");
    for (Map.Entry<String, String> dimension : scope.values().entrySet()) {
      json.writeStringField(dimension.getKey(), dimension.getValue());
    }
    json.writeEndObject();
  }

  /** Which policy, and its unit and amounts. */
  static void writePolicy(PolicyStatus status, JsonGenerator json) throws IOException {
    json.writeStringField("policyId", status.policyId());
    json.writeNumberField("policyRevision", status.policyRevision());
    json.writeStringField("mode", status.mode().text());
    json.writeStringField("unit", status.unit().field());
    writeAmount("spent", status.unit(), status.spent(), json);
    writeAmount("limit", status.unit(), status.limit(), json);
    writeAmount("remaining", status.unit(), status.remaining(), json);
    writeNumber("utilization", status.utilization(), json);
    writeNumber("warnLevel", status.warnLevel(), json);
  }

  /** The window a policy counts over, if it has ends, and when its action gets milder. */
  static void writeTimes(PolicyStatus status, JsonGenerator json) throws IOException {
    Long start = status.windowStartMillis();
    Long end = status.windowEndMillis();
    if (start != null && end != null) {
      json.writeObjectFieldStart("window");
      writeInstant("start", start, json);
      writeInstant("end", end, json);
      json.writeEndObject();
    }
    writeInstant("resetsAt", status.resetsAtMillis(), json);
  }

  /** US dollars for a USD amount, else the count. */
  static void writeAmount(String field, LimitUnit unit, long amount, JsonGenerator json)
      throws IOException {
    if (unit == LimitUnit.USD) {
      json.writeNumberField(field, Texts.usd(amount));
    } else {
      json.writeNumberField(field, amount);
    }
  }

  static void writeNumber(String field, @Nullable BigDecimal value, JsonGenerator json)
      throws IOException {
    if (value != null) {
      json.writeNumberField(field, Texts.canonical(value));
    }
  }

  static void writeInstant(String field, @Nullable Long millis, JsonGenerator json)
      throws IOException {
    if (millis != null) {
      json.writeStringField(field, Texts.instant(millis));
    }
  }

  static void writeText(String field, @Nullable String text, JsonGenerator json)
      throws IOException {
    if (text != null) {
      json.writeStringField(field, text);
    }
  }
}
