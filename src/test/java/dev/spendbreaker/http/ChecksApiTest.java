package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.testing.DecisionBuilder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksApiTest {
  private Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  private void decide(DecisionBuilder decision) {
    api.gate.decided(decision.record());
  }

  private void killA1() {
    decide(decision(Scope.agent("a1"), Action.KILL));
  }

  private HttpResponse<byte[]> check(String path, String... headers) {
    HttpRequest.Builder request = api.client.to(path).GET();
    return Client.send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpResponse<byte[]> checkBody(String body) {
    return api.client.post("/v1/check", "application/json", body.getBytes(UTF_8));
  }

  @Test
  void shouldLetACallPassAndSayHowOldItsKnowledgeIs() {
    HttpResponse<byte[]> answer = check("/v1/check?agent=a1&task=t1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "x-budget-action")).isEqualTo("allow");
    assertThat(Long.parseLong(header(answer, "x-budget-age-ms"))).isNotNegative();
    assertThat(json(answer).toString()).isEqualTo("{\"action\":\"allow\"}");
  }

  @Test
  void shouldRefuseABlockedTaskAndSayWhyAndUntilWhen() {
    decide(
        decision(Scope.task("a1", "run/42"), Action.BLOCK)
            .sequence(3)
            .policy("hourly")
            .reason("spent 5.0132 USD of 5.00 in the last hour (100.3%)")
            .resetsAt(Api.NOW.toEpochMilli() + 90_001));

    HttpResponse<byte[]> answer = check("/v1/check?agent=a1&task=run%2F42");

    JsonNode problem = assertProblem(answer, 403, "budget_block");
    assertThat(header(answer, "x-budget-action")).isEqualTo("block");
    assertThat(header(answer, "x-budget-policy")).isEqualTo("hourly");
    assertThat(header(answer, "x-budget-reason"))
        .isEqualTo("spent 5.0132 USD of 5.00 in the last hour (100.3%)");
    assertThat(header(answer, "x-budget-remaining")).isEqualTo("0");
    assertThat(header(answer, "x-budget-unit")).isEqualTo("usd");
    assertThat(header(answer, "x-budget-resets-at")).isEqualTo("2026-11-23T10:17:00.001Z");
    assertThat(header(answer, "retry-after")).isEqualTo("91");
    assertThat(problem.get("detail").asText())
        .isEqualTo("spent 5.0132 USD of 5.00 in the last hour (100.3%)");
    assertThat(problem.get("scope").asText()).isEqualTo("agent/a1/task/run%2F42");
    assertThat(problem.get("policyId").asText()).isEqualTo("hourly");
    assertThat(problem.get("reasonCode").asText()).isEqualTo("limit_reached");
  }

  @Test
  void shouldNotSayWhenToRetryWhereNothingResets() {
    killA1();

    HttpResponse<byte[]> answer = check("/v1/check?agent=a1");

    assertProblem(answer, 403, "budget_kill");
    assertThat(answer.headers().firstValue("retry-after")).isEmpty();
    assertThat(answer.headers().firstValue("x-budget-resets-at")).isEmpty();
  }

  @Test
  void shouldLetAWarnedCallPassAndWarn() {
    decide(decision(Scope.agent("a1"), Action.WARN).remaining(500_000_000));

    HttpResponse<byte[]> answer = check("/v1/check?agent=a1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "x-budget-action")).isEqualTo("warn");
    assertThat(header(answer, "x-budget-remaining")).isEqualTo("0.5");
    assertThat(json(answer).toString()).isEqualTo("{\"action\":\"warn\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "get"})
  void shouldAnswerAnyMethodOnAnyPathBelow(String method) {
    killA1();

    for (String path : new String[] {"", "/", "/v1/chat/completions", "//a%2Fb/../c"}) {
      String answer =
          api.client.raw(
              method + " /v1/check" + path + " HTTP/1.1", "Host: localhost", "x-budget-agent: a1");
      assertThat(answer).as(method + " " + path).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void shouldTakeDimensionsFromHeaders() {
    decide(decision(Scope.of(Map.of("agent", "a1", "team", "blue")), Action.BLOCK));

    assertThat(check("/v1/check", "X-Budget-Agent", "a1").statusCode()).isEqualTo(200);
    assertThat(check("/v1/check", "X-Budget-Agent", "a1", "X-Budget-TEAM", "blue").statusCode())
        .isEqualTo(403);
  }

  @Test
  void shouldTakeDimensionsFromABody() {
    decide(decision(Scope.task("a1", "grün"), Action.BLOCK));

    assertThat(checkBody("{\"agent\": \"a1\"}").statusCode()).isEqualTo(200);
    assertThat(checkBody("{\"agent\": \"a1\", \"task\": \"grün\"}").statusCode()).isEqualTo(403);
  }

  @Test
  void shouldBelieveAHeaderBeforeTheQueryAndBothBeforeABody() {
    killA1();

    assertThat(check("/v1/check/x?agent=a2", "x-budget-agent", "a1").statusCode()).isEqualTo(403);
    assertThat(check("/v1/check?agent=a1", "x-budget-agent", "a2").statusCode()).isEqualTo(200);
    assertThat(check("/v1/check?agent=a1", "x-budget-task", "t").statusCode()).isEqualTo(403);
    HttpResponse<byte[]> answer =
        api.client.post(
            "/v1/check?agent=a2", "application/json", "{\"agent\":\"a1\"}".getBytes(UTF_8));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldPassOverTheQueryOfTheRequestThatIsAskedAbout() {
    killA1();

    assertThat(check("/v1/check/a?tag=1&tag=2", "x-budget-agent", "a1").statusCode())
        .isEqualTo(403);
    assertThat(check("/v1/check/a?%C3%28=%ff", "x-budget-agent", "a2").statusCode()).isEqualTo(200);
    assertProblem(check("/v1/check?agent=a1&agent=a2"), 400, "invalid_parameter");
    assertProblem(check("/v1/check?agent=%ff"), 400, "invalid_parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/check", "/v1/check?", "/v1/check?agent=", "/v1/check/chat"})
  void shouldRefuseToAnswerForNobody(String path) {
    JsonNode problem = assertProblem(check(path), 400, "no_dimension");

    assertThat(problem.get("hint").asText())
        .contains("x-budget-agent")
        .contains("/v1/check?agent=…&task=…");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`[]`, malformed_json",
        "`{\"agent\": \"a1\"} x`, malformed_json",
        "`{\"agent\": \"a1\", \"agent\": \"a2\"}`, malformed_json",
        "`{\"agent\"`, malformed_json",
        "`{\"agent\": 1}`, invalid_dimension",
        "`{\"agent\": null}`, invalid_dimension",
        "`{\"agent\": \"\"}`, no_dimension",
        "`{}`, no_dimension"
      })
  void shouldSayWhatIsWrongWithABody(String body, String code) {
    assertProblem(checkBody(body), 400, code);
  }

  @Test
  void shouldRefuseAHeaderThatStandsTwiceWithDifferentValues() {
    assertProblem(
        check("/v1/check", "x-budget-agent", "a1", "x-budget-agent", "a2"),
        400,
        "ambiguous_dimension");
    assertThat(check("/v1/check", "x-budget-agent", "a1", "x-budget-agent", "a1").statusCode())
        .isEqualTo(200);
  }

  @Test
  void shouldReadHeadersAsUtf8() {
    decide(decision(Scope.agent("grün"), Action.BLOCK));

    String answer =
        api.client.raw("GET /v1/check HTTP/1.1", "Host: localhost", "x-budget-agent: grün");

    assertThat(answer).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void shouldWriteNoHeaderThatAPolicyCouldBreak() {
    decide(
        decision(Scope.agent("a1"), Action.BLOCK)
            .policy("größe\r\nx: 100%")
            .reason("line\r\nset-cookie: a=b – ende"));

    HttpResponse<byte[]> answer = check("/v1/check?agent=a1");

    assertThat(header(answer, "x-budget-policy")).isEqualTo("gr%C3%B6%C3%9Fe%0D%0Ax:%20100%25");
    assertThat(header(answer, "x-budget-reason")).isEqualTo("line??set-cookie: a=b ? ende");
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    assertThat(json(answer).get("detail").asText()).isEqualTo("line\r\nset-cookie: a=b – ende");
  }

  @Test
  void shouldAnswerForAnyHostAndOriginThatAGatewayHandsOn() {
    killA1();

    String answer =
        api.client.raw(
            "POST /v1/check/v1/messages HTTP/1.1",
            "Host: api.example.com",
            "Origin: https://app.example.com",
            "Content-Length: 0",
            "x-budget-agent: a1");

    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("budget_kill");
  }

  @Test
  void shouldNotKnowBeforeTheDecisionsAreRead() {
    api.gate.startedOver();

    HttpResponse<byte[]> answer = check("/v1/check?agent=a1");

    assertProblem(answer, 503, "budget_unknown");
    assertThat(header(answer, "retry-after")).isEqualTo("1");
    assertThat(answer.headers().firstValue("x-budget-action")).isEmpty();
    assertThat(answer.headers().firstValue("x-budget-age-ms")).isEmpty();
  }

  @Test
  void shouldUseTheHeadersAndTheStatusOfItsSettings() {
    api.close();
    api = new Api(new CheckOptions(429, "x-agent-id", "x-session", "x-dim-"));
    killA1();

    assertThat(check("/v1/check", "x-agent-id", "a1", "x-session", "s").statusCode())
        .isEqualTo(429);
    assertProblem(check("/v1/check", "x-budget-agent", "a1"), 400, "no_dimension");
    assertThat(check("/v1/check", "x-dim-team", "t", "x-dim-agent", "a1").statusCode())
        .as("the prefix is for other dimensions")
        .isEqualTo(200);
  }
}
