package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemasApiTest {
  private final Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void shouldServeEachSchemaThatItLists() throws Exception {
    JsonNode schemas = json(api.client.get("/v1/schemas")).path("schemas");

    assertThat(schemas)
        .extracting(schema -> schema.path("name").asText())
        .containsExactly("policy", "price", "decision", "ack", "replay");
    for (JsonNode schema : schemas) {
      HttpResponse<byte[]> answer = api.client.get(schema.path("path").asText());
      assertThat(header(answer, "content-type")).isEqualTo("application/schema+json");
      Path published =
          Path.of("topology-docs/schemas", schema.path("name").asText() + ".schema.json");
      assertThat(answer.body()).isEqualTo(Files.readAllBytes(published));
    }
  }

  @Test
  void shouldNotSendASchemaAgainThatIsKnown() {
    String tag = header(api.client.get("/v1/schemas/policy"), "etag");

    HttpResponse<byte[]> answer =
        Client.send(api.client.to("/v1/schemas/policy").header("If-None-Match", tag));

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(header(answer, "etag")).isEqualTo(tag);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void shouldSayWhichSchemasThereAre() {
    JsonNode problem =
        assertProblem(api.client.get("/v1/schemas/policy.schema.json"), 404, "schema_not_found");

    assertThat(problem.path("hint").asText())
        .isEqualTo("there are policy, price, decision, ack, replay");
  }
}
