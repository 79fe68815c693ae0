package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.document.DeliveryStatus.Told;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries as JSON: the records of their topic, and what REST answers. */
public final class DeliveryDocuments {
  private static final int MAX_BYTES = 256 * 1024;

  private DeliveryDocuments() {}

  public static byte[] write(DeliveryStatus delivery) {
    return Documents.write(json -> write(delivery, json));
  }

  private static void write(DeliveryStatus delivery, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", 1);
    json.writeStringField("id", delivery.id());
    json.writeStringField("decisionId", delivery.decisionId());
    json.writeStringField("event", delivery.told().text());
    Figures.writeScope(delivery.scope(), json);
    json.writeStringField("action", delivery.action().text());
    Figures.writeText("policyId", delivery.policyId(), json);
    Figures.writeText("endpoint", delivery.endpoint(), json);
    json.writeStringField("state", delivery.state().text());
    json.writeNumberField("attempts", delivery.attempts());
    Figures.writeInstant("createdAt", delivery.createdMillis(), json);
    Figures.writeInstant("lastAttemptAt", delivery.lastAttemptMillis(), json);
    if (delivery.lastStatus() != null) {
      json.writeNumberField("lastStatus", delivery.lastStatus());
    }
    Figures.writeText("lastError", delivery.lastError(), json);
    Figures.writeInstant("nextAttemptAt", delivery.nextAttemptMillis(), json);
    json.writeEndObject();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidDocumentException with the JSON path of the first thing that is wrong
   */
  public static DeliveryStatus read(byte[] json) {
    Fields fields = Fields.of(Documents.read(json, MAX_BYTES).root(), Paths.ROOT);
    fields.requireVersion1();
    return new DeliveryStatus(
        fields.text("id"),
        fields.text("decisionId"),
        fields.choice("event", List.of(Told.values()), Told::text, null),
        DecisionDocuments.scope(fields.object("scope")),
        fields.choice("action", List.of(Action.values()), Action::text, null),
        fields.optionalText("policyId"),
        fields.optionalText("endpoint"),
        fields.choice(
            "state", List.of(DeliveryStatus.State.values()), DeliveryStatus.State::text, null),
        fields.number("attempts").intValue(),
        fields.instant("createdAt"),
        fields.optionalInstant("lastAttemptAt"),
        whole(fields.optionalNumber("lastStatus")),
        fields.optionalText("lastError"),
        fields.optionalInstant("nextAttemptAt"));
  }

  private static @Nullable Integer whole(@Nullable BigDecimal number) {
    return number == null ? null : (Integer) number.intValue();
  }
}
