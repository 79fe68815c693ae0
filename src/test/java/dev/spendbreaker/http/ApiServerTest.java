package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.query.InstanceAuth;
import dev.spendbreaker.query.Queries;
import dev.spendbreaker.tracing.Tracing;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
  private final Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void shouldBeLiveAndReady() {
    assertThat(json(api.client.get("/livez")).toString()).isEqualTo("{\"status\":\"live\"}");
    assertThat(json(api.client.get("/readyz")).toString()).isEqualTo("{\"status\":\"ready\"}");
  }

  @Test
  void shouldSayWhyItIsNotReady() {
    api.health.notReady = List.of("partition 3 is being restored", "no prices yet");

    JsonNode problem = assertProblem(api.client.get("/readyz"), 503, "not_ready");

    assertThat(problem.get("reasons").toString())
        .isEqualTo("[\"partition 3 is being restored\",\"no prices yet\"]");
    assertThat(api.client.get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayThatItIsNotLive() {
    api.health.live = false;

    assertProblem(api.client.get("/livez"), 503, "not_live");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1", "/v1/", "/v1/policy", "/v1/scopesx", "/livez/", "/<script>"})
  void shouldSayWhereToLookWhenThereIsNothing(String path) {
    HttpResponse<byte[]> answer = api.client.get(path.replace("<", "%3C").replace(">", "%3E"));

    JsonNode problem = assertProblem(answer, 404, "not_found");
    assertThat(problem.get("hint").asText())
        .isEqualTo(
            "see /, /beta/litellm_basic_guardrail_api, /livez, /metrics, /ofrep/v1/evaluate/flags,"
                + " /ofrep/v1/evaluate/flags/, /page/, /readyz, /v1/check, /v1/check/,"
                + " /v1/decisions, /v1/decisions/, /v1/decisions/stream, /v1/explain, /v1/openapi.json, /v1/policies,"
                + " /v1/policies/, /v1/prices, /v1/prices/, /v1/prices/unpriced, /v1/schemas,"
                + " /v1/schemas/, /v1/scopes, /v1/scopes/, /v1/topology, /v1/traces/,"
                + " /v1/webhooks/deliveries, /v1/webhooks/deliveries/, /v1/what-if/");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/scopes, 'GET, HEAD'",
    "PUT, /v1/scopes/agent/a, 'GET, HEAD'",
    "PUT, /v1/policies, 'GET, HEAD'",
    "POST, /v1/policies/p, 'GET, HEAD, PUT, DELETE'",
    "OPTIONS, /v1/policies/p, 'GET, HEAD, PUT, DELETE'",
    "DELETE, /readyz, 'GET, HEAD'"
  })
  void shouldSayWhichMethodsAreServed(String method, String path, String allowed) {
    HttpResponse<byte[]> answer =
        Client.send(api.client.to(path).method(method, HttpRequest.BodyPublishers.noBody()));

    assertProblem(answer, 405, "method_not_allowed");
    assertThat(header(answer, "allow")).isEqualTo(allowed);
  }

  @Test
  void shouldAnswerHeadWithoutABody() {
    HttpResponse<byte[]> answer =
        Client.send(api.client.to("/livez").method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-length")).isEqualTo("17");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void shouldRefuseAHostThatIsNotLoopback() {
    String answer = api.client.raw("GET /livez HTTP/1.1", "Host: evil.example");

    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("\"code\":\"host_not_allowed\"");
  }

  @Test
  void shouldLookAtTheHostOfAnAbsoluteRequestTarget() {
    String answer = api.client.raw("GET http://evil.example/livez HTTP/1.1", "Host: evil.example");

    assertThat(answer).startsWith("HTTP/1.1 403 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "https://evil.example", "http://localhost:1", "http://127.0.0.1"})
  void shouldRefuseWritesOfWebPagesOfOtherOrigins(String origin) {
    assertProblem(
        api.client.put("/v1/policies/p1", "{}", "origin", origin), 403, "origin_not_allowed");
    assertThat(Client.send(api.client.to("/livez").header("origin", origin)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void shouldTakeWritesOfItsOwnPage() {
    String origin = "http://127.0.0.1:" + api.server.port();

    HttpResponse<byte[]> answer = api.client.put("/v1/policies/p1", "{}", "origin", origin);

    assertThat(answer.statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE",
        "GET /livez HTTP/9.9",
        "GET /../../livez HTTP/1.1",
        "GET /li\"vez HTTP/1.1",
        "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b"
      })
  void shouldAnswerWhatIsNoRequestWithAProblem(String requestLine) {
    String answer = api.client.raw(requestLine, "Host: localhost");

    assertThat(answer)
        .containsPattern("^HTTP/1.1 (400|505) ")
        .containsIgnoringCase("content-type: application/problem+json")
        .containsIgnoringCase("x-content-type-options: nosniff")
        .contains("\"code\":\"bad_request\"");
  }

  @Test
  void shouldRefuseHeadersThatAreTooLarge() {
    String answer =
        api.client.raw("GET /livez HTTP/1.1", "Host: localhost", "X: " + "x".repeat(20_000));

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"code\":\"bad_request\"");
  }

  @Test
  void shouldNotTellWhatItRunsOn() {
    assertThat(header(api.client.get("/livez"), "server")).isEmpty();
  }

  @Test
  void shouldTellWhenThePortIsInUse() {
    int port = api.server.port();

    assertThatThrownBy(() -> start("127.0.0.1", port))
        .isInstanceOf(ServerStartException.class)
        .hasMessage(
            "port %d is in use: choose another with --http-port, or 0 for a free one", port);
  }

  @Test
  void shouldTellWhenTheAddressIsNotOfThisMachine() {
    // 192.0.2.0/24 is for documentation (RFC 5737), .invalid never resolves (RFC 6761).
    assertThatThrownBy(() -> start("192.0.2.1", 0))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("cannot listen on 192.0.2.1 port 0")
        .hasMessageContaining("--http-host");
    assertThatThrownBy(() -> start("nowhere.invalid", 0))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("'nowhere.invalid' is no name or address of this machine");
  }

  @Test
  void shouldLeaveThePortWhenItIsClosed() throws ServerStartException {
    int port = api.server.port();
    api.close();

    try (ApiServer again = start("127.0.0.1", port)) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  private ApiServer start(String host, int port) throws ServerStartException {
    return ApiServer.start(
        BoundPort.bind("http", host, port),
        AccessControl.NONE,
        Api.DIMENSIONS,
        new Queries(api.queries, api.prices, api.queries, question -> question),
        new InstanceAuth(null, InstantSource.system()),
        api.writer,
        api.prices,
        new WebhookBackend(api.deliveries, api.deliveries, api.kills, api.kills),
        api.health,
        api.gate,
        new DecisionLog(api.recent, api.archive),
        Api.CHECKS,
        new Meters(),
        Tracing.OFF,
        List.of());
  }
}
