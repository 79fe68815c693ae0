package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.query.MissingInstance;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesApiTest {
  private static final String FIVE_USD =
      "{\"version\":1,\"scope\":{\"agent\":\"a1\"},\"limit\":{\"usd\":5.25}}";
  private static final String SIX_USD = FIVE_USD.replace("5.25", "6");
  private static final String NO_LIMIT = "{\"version\":1,\"scope\":{\"agent\":\"a1\"}}";

  private Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void shouldPutAPolicyInForce() {
    HttpResponse<byte[]> answer = api.client.put("/v1/policies/p1", FIVE_USD);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "etag")).isEqualTo("\"11\"");
    assertThat(json(answer).get("id").asText()).isEqualTo("p1");
    assertThat(json(answer).get("revision").longValue()).isEqualTo(11);
    assertThat(json(answer).at("/limit/usd").decimalValue()).isEqualByComparingTo("5.25");
    assertThat(api.queries.policies).containsKey("p1");
  }

  @Test
  void shouldGetAPolicyAsItIsInForce() {
    know("p1", FIVE_USD, 7);

    HttpResponse<byte[]> answer = api.client.get("/v1/policies/p1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "etag")).isEqualTo("\"7\"");
    assertThat(json(answer).get("id").asText()).isEqualTo("p1");
    assertThat(json(answer).get("revision").longValue()).isEqualTo(7);
    assertThat(json(answer).get("version").intValue()).isEqualTo(1);
    assertThat(json(answer).at("/scope/agent").asText()).isEqualTo("a1");
    assertThat(new String(answer.body(), UTF_8)).contains("\"usd\":5.25");
  }

  @Test
  void shouldListPoliciesById() {
    know("p2", SIX_USD, 8);
    know("p1", FIVE_USD, 7);

    JsonNode policies = json(api.client.get("/v1/policies")).get("policies");

    assertThat(policies.findValuesAsText("id")).containsExactly("p1", "p2");
    assertThat(policies.findValuesAsText("revision")).containsExactly("7", "8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"team%2Fa", "team/a"})
  void shouldReadThePercentEncodedId(String path) {
    HttpResponse<byte[]> answer = api.client.put("/v1/policies/" + path, FIVE_USD);

    assertThat(json(answer).get("id").asText()).isEqualTo("team/a");
    assertThat(api.queries.policies).containsOnlyKeys("team/a");
    assertThat(api.client.get("/v1/policies/" + path).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayThatAPolicyIsUnknown() {
    assertProblem(api.client.get("/v1/policies/p1"), 404, "policy_not_found");
    assertProblem(api.client.delete("/v1/policies/p1"), 404, "policy_not_found");
  }

  @Test
  void shouldSayWhatIsWrongWithAPolicyAndWhere() {
    HttpResponse<byte[]> answer = api.client.put("/v1/policies/p1", NO_LIMIT);

    JsonNode problem = assertProblem(answer, 422, "missing_field");
    assertThat(problem.get("path").asText()).isEqualTo("$.limit");
    assertThat(problem.get("detail").asText()).startsWith("$.limit is missing");
    assertThat(api.queries.policies).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-p", "a%20b", "%2E%2E"})
  void shouldRefuseAnIdThatIsNone(String id) {
    assertProblem(api.client.put("/v1/policies/" + id, FIVE_USD), 422, "invalid_value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"x\"", "{} {}"})
  void shouldRefuseWhatIsNoPolicyDocument(String body) {
    assertThat(api.client.put("/v1/policies/p1", body).statusCode()).isEqualTo(422);
  }

  @Test
  void shouldOnlyValidateInADryRun() {
    HttpResponse<byte[]> answer = api.client.put("/v1/policies/p1?dryRun=true", FIVE_USD);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).get("id").asText()).isEqualTo("p1");
    assertThat(json(answer).has("revision")).isFalse();
    assertThat(header(answer, "etag")).isEmpty();
    assertThat(api.client.put("/v1/policies/p1?dryRun=true", NO_LIMIT).statusCode()).isEqualTo(422);
    assertThat(api.client.get("/v1/policies/p1").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldWriteWhereDryRunIsFalse() {
    assertThat(api.client.put("/v1/policies/p1?dryRun=false", FIVE_USD).statusCode())
        .isEqualTo(200);
    assertThat(api.queries.policies).containsKey("p1");
    assertProblem(api.client.put("/v1/policies/p1?dryRun=yes", FIVE_USD), 400, "invalid_parameter");
  }

  @Test
  void shouldChangeAPolicyOnlyAtTheRevisionItIsExpectedAt() {
    know("p1", FIVE_USD, 7);

    assertProblem(put("p1", SIX_USD, "\"6\""), 412, "revision_differs");
    assertProblem(put("p1", SIX_USD, "W/\"7\""), 412, "revision_differs");
    assertProblem(put("p1", SIX_USD, "7"), 412, "revision_differs");
    assertProblem(put("p2", SIX_USD, "*"), 412, "revision_differs");
    assertThat(put("p1", SIX_USD, "\"7\"").statusCode()).isEqualTo(200);
    assertThat(put("p1", FIVE_USD, "\"3\", \"11\"").statusCode()).isEqualTo(200);
    assertThat(put("p1", FIVE_USD, "*").statusCode()).isEqualTo(200);
    assertProblem(
        api.client.delete("/v1/policies/p1", "if-match", "\"7\""), 412, "revision_differs");
    assertThat(api.client.delete("/v1/policies/p1", "if-match", "\"13\"").statusCode())
        .isEqualTo(204);
  }

  @Test
  void shouldLetOnlyOneOfManyChangesPassThatExpectTheSameRevision() {
    know("p1", FIVE_USD, 7);

    List<CompletableFuture<Integer>> changes =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> put("p1", SIX_USD, "\"7\"").statusCode(),
                        change -> new Thread(change).start()))
            .toList();

    assertThat(changes)
        .extracting(CompletableFuture::join)
        .containsOnlyOnce(200)
        .containsOnly(200, 412);
    assertThat(put("p1", FIVE_USD, "\"11\"").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldDeleteAPolicy() {
    know("p1", FIVE_USD, 7);

    HttpResponse<byte[]> answer = api.client.delete("/v1/policies/p1");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(api.queries.policies).isEmpty();
  }

  @Test
  void shouldTellThatAChangeIsWrittenButNotInForceYet() {
    api.close();
    api = Api.impatient();
    api.writer.storesTakeItIn = false;
    know("p2", FIVE_USD, 7);

    JsonNode put =
        assertProblem(api.client.put("/v1/policies/p1", FIVE_USD), 504, "policy_not_in_force_yet");
    JsonNode delete =
        assertProblem(api.client.delete("/v1/policies/p2"), 504, "policy_not_gone_yet");

    assertThat(put.get("revision").longValue()).isEqualTo(11);
    assertThat(put.get("detail").asText()).contains("revision 11 of policy 'p1' is written");
    assertThat(delete.get("revision").longValue()).isEqualTo(12);
  }

  @Test
  void shouldTellWhichInstancesHaveNotTakenAChangeInAndStillSucceed() {
    api.queries.missing =
        List.of(new MissingInstance("10.0.0.7:8080", List.of(3), MissingInstance.TIMEOUT));

    HttpResponse<byte[]> put = api.client.put("/v1/policies/p1", FIVE_USD);
    HttpResponse<byte[]> delete = api.client.delete("/v1/policies/p1");

    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(json(put).at("/missingInstances/0/instance").asText()).isEqualTo("10.0.0.7:8080");
    assertThat(json(put).at("/missingInstances/0/reason").asText()).isEqualTo("timeout");
    assertThat(json(put).get("id").asText()).isEqualTo("p1");
    assertThat(delete.statusCode()).isEqualTo(200);
    assertThat(json(delete).get("missingPartitions").toString()).isEqualTo("[3]");
  }

  @Test
  void shouldTellWhenKafkaDoesNotTakeAChange() {
    api.writer.failure =
        new PublishException(PublishException.Kind.UNAVAILABLE, "no broker answers");

    HttpResponse<byte[]> answer = api.client.put("/v1/policies/p1", FIVE_USD);

    JsonNode problem = assertProblem(answer, 503, "kafka_unavailable");
    assertThat(problem.get("detail").asText()).isEqualTo("no broker answers");
    assertThat(header(answer, "retry-after")).isEqualTo("2");
  }

  @Test
  void shouldTellWhenThePolicyIsTooLargeForTheTopic() {
    api.writer.failure = new PublishException(PublishException.Kind.TOO_LARGE, "too large");

    assertProblem(api.client.put("/v1/policies/p1", FIVE_USD), 413, "record_too_large");
  }

  @Test
  void shouldRefuseADocumentThatIsTooLarge() {
    String large = "{\"description\":\"" + "d".repeat(300_000) + "\"}";

    assertProblem(api.client.put("/v1/policies/p1", large), 413, "request_too_large");
  }

  @Test
  void shouldTakeJsonOnly() {
    byte[] body = FIVE_USD.getBytes(UTF_8);

    assertProblem(
        Client.send(api.client.withBody("PUT", "/v1/policies/p1", "text/plain", body)),
        415,
        "unsupported_media_type");
    assertProblem(
        Client.send(
            api.client.withBody(
                "PUT", "/v1/policies/p1", "application/json", body, "content-encoding", "gzip")),
        415,
        "unsupported_media_type");
  }

  private HttpResponse<byte[]> put(String id, String document, String ifMatch) {
    return api.client.put("/v1/policies/" + id, document, "if-match", ifMatch);
  }

  private void know(String id, String document, long revision) {
    api.queries.policies.put(
        id, PolicyDocuments.parse(id, document.getBytes(UTF_8), revision, Api.DIMENSIONS));
  }
}
