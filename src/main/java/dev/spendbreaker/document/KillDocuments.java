package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.document.KillStatus.State;
import java.io.IOException;
import java.util.List;

/** Where kills stand, as JSON: the records of their topic, and what REST answers. */
public final class KillDocuments {
  private static final int MAX_BYTES = 256 * 1024;
  private static final List<State> STATES = List.of(State.values());

  private KillDocuments() {}

  public static byte[] write(KillStatus kill) {
    return Documents.write(json -> write(kill, json));
  }

  private static void write(KillStatus kill, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", 1);
    json.writeStringField("decisionId", kill.decisionId());
    Figures.writeScope(kill.scope(), json);
    Figures.writeText("policyId", kill.policyId(), json);
    json.writeStringField("state", kill.state().text());
    Figures.writeInstant("decidedAt", kill.decidedMillis(), json);
    Figures.writeText("by", kill.by(), json);
    Figures.writeInstant("actedAt", kill.actedMillis(), json);
    Long millis = kill.decisionToAckMillis();
    if (millis != null) {
      json.writeNumberField("decisionToAckMs", millis);
    }
    json.writeEndObject();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidDocumentException with the JSON path of the first thing that is wrong
   */
  public static KillStatus read(byte[] json) {
    Fields fields = Fields.of(Documents.read(json, MAX_BYTES).root(), Paths.ROOT);
    fields.requireVersion1();
    return new KillStatus(
        fields.text("decisionId"),
        DecisionDocuments.scope(fields.object("scope")),
        fields.optionalText("policyId"),
        fields.choice("state", STATES, State::text, null),
        fields.instant("decidedAt"),
        fields.optionalText("by"),
        fields.optionalInstant("actedAt"));
  }
}
