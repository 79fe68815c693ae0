package dev.spendbreaker.document;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Acknowledgements as JSON: the records of their topic, and the bodies of requests. */
public final class AckDocuments {
  /** The largest that is read. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final int MAX_BY = 200;
  private static final Pattern DECISION_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final List<String> BODY_FIELDS = List.of("by", "actedAt");
  private static final List<String> FIELDS = List.of("version", "decisionId", "by", "actedAt");

  private AckDocuments() {}

  /** Whether a text can be the id of a decision. */
  public static boolean isDecisionId(String text) {
    return DECISION_ID.matcher(text).matches();
  }

  public static byte[] write(Ack ack) {
    return Documents.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("version", 1);
          json.writeStringField("decisionId", ack.decisionId());
          Figures.writeText("by", ack.by(), json);
          Figures.writeInstant("actedAt", ack.actedMillis(), json);
          json.writeEndObject();
        });
  }

  /**
   * Reads a record's value.
   *
   * @throws InvalidDocumentException with the JSON path of the first thing that is wrong
   */
  public static Ack read(byte[] json) {
    Fields fields = object(json).only(FIELDS);
    fields.requireVersion1();
    String decisionId = fields.text("decisionId");
    if (!isDecisionId(decisionId)) {
      throw fields.invalid("decisionId", "must be the decisionId of a decision");
    }
    return ack(decisionId, fields);
  }

  /**
   * Reads a request's body, which may be empty.
   *
   * @throws InvalidDocumentException with the JSON path of the first thing that is wrong
   */
  public static Ack readBody(String decisionId, byte[] json) {
    return json.length == 0
        ? new Ack(decisionId, null, null)
        : ack(decisionId, object(json).only(BODY_FIELDS));
  }

  private static Fields object(byte[] json) {
    return Fields.of(Documents.read(json, MAX_BYTES).root(), Paths.ROOT);
  }

  private static Ack ack(String decisionId, Fields fields) {
    return new Ack(decisionId, by(fields), fields.optionalInstant("actedAt"));
  }

  private static @Nullable String by(Fields fields) {
    String by = fields.optionalText("by");
    if (by != null && by.length() > MAX_BY) {
      throw fields.invalid("by", "has at most " + MAX_BY + " characters");
    }
    return by;
  }
}
