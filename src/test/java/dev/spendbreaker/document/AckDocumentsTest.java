package dev.spendbreaker.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AckDocumentsTest {
  private static final String ID = "3c90a4f5-6c3c-3b0e-8a37-b4a1bbd3f2d1";

  @Test
  void shouldReadWhoActedAndWhen() {
    Ack ack =
        read(
            "{\"version\": 1, \"decisionId\": \"%s\", \"by\": \"gw-1\", \"actedAt\": \"1970-01-01T00:00:02Z\"}"
                .formatted(ID));

    assertThat(ack).isEqualTo(new Ack(ID, "gw-1", 2_000L));
    assertThat(AckDocuments.read(AckDocuments.write(ack))).isEqualTo(ack);
  }

  @Test
  void shouldNeedNoMoreThanTheDecisionsId() {
    assertThat(read("{\"version\": 1, \"decisionId\": \"" + ID + "\"}"))
        .isEqualTo(new Ack(ID, null, null));
    assertThat(AckDocuments.readBody(ID, new byte[0])).isEqualTo(new Ack(ID, null, null));
    assertThat(AckDocuments.readBody(ID, "{\"by\": \"gw-1\"}".getBytes(UTF_8)))
        .isEqualTo(new Ack(ID, "gw-1", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|$.version: is missing",
        "{'version': 2, 'decisionId': 'ID'}|$.version: must be 1",
        "{'version': 1}|$.decisionId: is missing",
        "{'version': 1, 'decisionId': 'run/42'}|$.decisionId: must be the decisionId of a decision",
        "{'version': 1, 'decisionId': 'ID', 'by': 7}|$.by: must be text",
        "{'version': 1, 'decisionId': 'ID', 'actedAt': 'now'}|$.actedAt: must be an instant",
        "{'version': 1, 'decisionId': 'ID', 'who': 'me'}|unknown field 'who'",
        "[]|must be an object",
        "acted|$: Unrecognized token"
      })
  void shouldSayWhatIsWrong(String document, String why) {
    assertThatThrownBy(() -> read(document.replace('\'', '"').replace("ID", ID)))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\": 1, \"decisionId\": \"ID\"}",
        "{\"version\": 1, \"decisionId\": \"ID\", \"by\": \"gw\", \"actedAt\": \"2026-12-01T00:00:00Z\"}",
        "{\"version\": 1, \"decisionId\": \"ID\", \"by\": null}",
        "{\"version\": 1, \"decisionId\": \"id\"}",
        "{\"version\": 1, \"decisionId\": \"ID\", \"who\": \"me\"}",
        "{\"decisionId\": \"ID\"}"
      })
  void shouldAgreeWithTheSchema(String document) {
    String json = document.replace("ID", ID);

    assertThat(Schemas.errors(Schemas.ACK, json).isEmpty()).isEqualTo(isRead(json));
  }

  private static boolean isRead(String json) {
    try {
      read(json);
      return true;
    } catch (InvalidDocumentException e) {
      return false;
    }
  }

  private static Ack read(String json) {
    return AckDocuments.read(json.getBytes(UTF_8));
  }
}
