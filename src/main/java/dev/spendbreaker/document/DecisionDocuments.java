package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Trigger;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decisions as JSON (DESIGN §5). Three fields stand only where they say something: {@code
 * warnLevel} where a warn level is reached and the limit is not, {@code shadowAction} where a
 * policy in shadow mode would have acted, {@code precedence} ({@code override}) where the scope's
 * policies replace those of less specific scopes. A reader ignores fields it does not know.
 */
public final class DecisionDocuments {
  static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_EXPONENT = 100;
  private static final int NANO_DECIMALS = 9;
  private static final List<Action> ACTIONS = List.of(Action.values());

  private DecisionDocuments() {}

  public static byte[] write(Decision decision) {
    return Documents.write(json -> write(decision, json));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidDocumentException with the JSON path of the first thing that is wrong
   */
  public static Decision read(byte[] json) {
    Fields fields = Fields.of(Documents.read(json, MAX_BYTES).root(), Paths.ROOT);
    long version = whole(fields, "version");
    if (version != 1) {
      throw fields.invalid("version", "must be 1, not " + version + "; update this reader");
    }
    return new Decision(
        scope(fields.object("scope")),
        whole(fields, "sequence"),
        fields.choice("action", ACTIONS, Action::text, null),
        optionalAction(fields, "previousAction"),
        fields.text("reasonCode"),
        fields.text("reason"),
        fields.optional("policyId") == null ? null : status(fields),
        fields.optional("precedence") != null && overrides(fields),
        fields.optional("trigger") == null ? null : trigger(fields.object("trigger")),
        fields.instant("decidedAt"));
  }

  static void write(Decision decision, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", 1);
    json.writeStringField("decisionId", decision.decisionId());
    json.writeNumberField("sequence", decision.sequence());
    Figures.writeScope(decision.scope(), json);
    json.writeStringField("action", decision.action().text());
    writeAction("previousAction", decision.previousAction(), json);
    json.writeStringField("reasonCode", decision.reasonCode());
    json.writeStringField("reason", decision.reason());
    if (decision.policy() != null) {
      writeStatus(decision.policy(), json);
    }
    if (decision.overrides()) {
      json.writeStringField("precedence", Policy.Precedence.OVERRIDE.text());
    }
    if (decision.trigger() != null) {
      writeTrigger(decision.trigger(), json);
    }
    Figures.writeInstant("decidedAt", decision.decidedAtMillis(), json);
    json.writeEndObject();
  }

  private static void writeStatus(PolicyStatus status, JsonGenerator json) throws IOException {
    Figures.writePolicy(status, json);
    boolean shadow = status.mode() == Policy.Mode.SHADOW;
    writeAction("shadowAction", shadow ? status.action() : null, json);
    Figures.writeTimes(status, json);
  }

  private static void writeAction(String field, @Nullable Action action, JsonGenerator json)
      throws IOException {
    Figures.writeText(field, action == null ? null : action.text(), json);
  }

  private static void writeTrigger(Trigger trigger, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("trigger");
    json.writeStringField("traceId", trigger.traceId());
    json.writeStringField("spanId", trigger.spanId());
    Figures.writeText("model", trigger.model(), json);
    json.writeNumberField("cost", Texts.usd(trigger.costNanos()));
    Figures.writeInstant("endTime", trigger.endTimeMillis(), json);
    json.writeEndObject();
  }

  static Scope scope(Fields fields) {
    Map<String, String> values = new LinkedHashMap<>();
    fields.names().forEach(dimension -> values.put(dimension, fields.text(dimension)));
    if (values.isEmpty()) {
      throw new InvalidDocumentException(
          InvalidDocumentException.MISSING_FIELD, fields.path(), "must have a dimension");
    }
    return Scope.of(values);
  }

  private static PolicyStatus status(Fields fields) {
    Policy.Mode mode =
        fields.choice("mode", List.of(Policy.Mode.values()), Policy.Mode::text, null);
    LimitUnit unit = fields.choice("unit", List.of(LimitUnit.values()), LimitUnit::field, null);
    boolean lasting = fields.optional("window") == null;
    return new PolicyStatus(
        fields.text("policyId"),
        whole(fields, "policyRevision"),
        mode,
        unit,
        amount(fields, "spent", unit),
        amount(fields, "limit", unit),
        amount(fields, "remaining", unit),
        part(fields, "utilization"),
        part(fields, "warnLevel"),
        fields.choice(
            mode == Policy.Mode.SHADOW ? "shadowAction" : "action", ACTIONS, Action::text, null),
        fields.text("reasonCode"),
        lasting ? null : (Long) fields.object("window").instant("start"),
        lasting ? null : (Long) fields.object("window").instant("end"),
        fields.optionalInstant("resetsAt"));
  }

  private static boolean overrides(Fields fields) {
    List<Policy.Precedence> known = List.of(Policy.Precedence.values());
    return fields.choice("precedence", known, Policy.Precedence::text, null)
        == Policy.Precedence.OVERRIDE;
  }

  private static Trigger trigger(Fields fields) {
    return new Trigger(
        fields.text("traceId"),
        fields.text("spanId"),
        fields.optionalText("model"),
        amount(fields, "cost", LimitUnit.USD),
        fields.instant("endTime"));
  }

  private static @Nullable Action optionalAction(Fields fields, String name) {
    return fields.optional(name) == null ? null : fields.choice(name, ACTIONS, Action::text, null);
  }

  /** A part of a limit. A huge exponent, which would take memory to write out, is refused. */
  private static @Nullable BigDecimal part(Fields fields, String name) {
    BigDecimal value = fields.optionalNumber(name);
    if (value != null && Math.abs((long) value.scale()) > MAX_EXPONENT) {
      throw fields.invalid(name, "is out of range: " + value);
    }
    return value == null ? null : Texts.canonical(value);
  }

  private static long whole(Fields fields, String name) {
    return exact(fields, name, 0);
  }

  private static long amount(Fields fields, String name, LimitUnit unit) {
    return exact(fields, name, unit == LimitUnit.USD ? NANO_DECIMALS : 0);
  }

  private static long exact(Fields fields, String name, int decimals) {
    BigDecimal value = fields.number(name);
    try {
      return value.movePointRight(decimals).longValueExact();
    } catch (ArithmeticException e) {
      throw fields.invalid(name, "is out of range or too precise: " + value);
    }
  }
}
