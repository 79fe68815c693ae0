package dev.spendbreaker.http;

import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenFeature remote evaluation protocol, by its OpenAPI document. */
class FlagsApiTest {
  private static final String FLAGS = "/ofrep/v1/evaluate/flags";
  private static final String ALLOWED = FLAGS + "/spendbreaker.allowed";
  private static final String OF_A1 = "{\"context\": {\"targetingKey\": \"a1\", \"task\": \"t1\"}}";

  private final Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  private void kill(Scope scope) {
    api.gate.decided(decision(scope, Action.KILL).record());
  }

  private HttpResponse<byte[]> post(String path, String body, String... headers) {
    return api.client.post(path, "application/json; charset=utf-8", body.getBytes(UTF_8), headers);
  }

  @Test
  void shouldEvaluateAFlagOfACallThatMayGoOn() {
    HttpResponse<byte[]> answer = post(ALLOWED, OF_A1);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).toString())
        .isEqualTo(
            "{\"key\":\"spendbreaker.allowed\",\"value\":true,\"reason\":\"DEFAULT\","
                + "\"variant\":\"allow\"}");
  }

  @Test
  void shouldTurnTheFlagOffForATaskThatIsKilled() {
    kill(Scope.task("a1", "t1"));

    JsonNode flag = json(post(ALLOWED, OF_A1));

    assertThat(flag.get("value").booleanValue()).isFalse();
    assertThat(flag.get("reason").asText()).isEqualTo("TARGETING_MATCH");
    assertThat(flag.get("variant").asText()).isEqualTo("kill");
    assertThat(flag.at("/metadata/policyId").asText()).isEqualTo("p1");
    assertThat(flag.at("/metadata/scope").asText()).isEqualTo("agent/a1/task/t1");
    assertThat(json(post(FLAGS + "/spendbreaker.action", OF_A1)).get("value").asText())
        .isEqualTo("kill");
  }

  @Test
  void shouldTakeTheAgentOfTheContextBeforeItsTargetingKey() {
    kill(Scope.agent("a2"));

    String body = "{\"context\": {\"targetingKey\": \"user-7\", \"agent\": \"a2\", \"age\": 3}}";
    assertThat(json(post(ALLOWED, body)).get("value").booleanValue()).isFalse();
  }

  @Test
  void shouldEvaluateAllFlagsAndNotSendThemAgainUnchanged() {
    HttpResponse<byte[]> first = post(FLAGS, OF_A1);
    String tag = header(first, "etag");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(json(first).at("/flags/0/key").asText()).isEqualTo("spendbreaker.allowed");
    assertThat(json(first).at("/flags/1/key").asText()).isEqualTo("spendbreaker.action");
    assertThat(tag).matches("\"[0-9a-f]{32}\"");

    assertThat(post(FLAGS, OF_A1, "if-none-match", tag).statusCode()).isEqualTo(304);
    assertThat(post(FLAGS, OF_A1, "if-none-match", "\"x\", W/" + tag).statusCode()).isEqualTo(304);
    assertThat(post(FLAGS, OF_A1, "if-none-match", "\"x\"").statusCode()).isEqualTo(200);

    kill(Scope.agent("a1"));
    HttpResponse<byte[]> changed = post(FLAGS, OF_A1, "if-none-match", tag);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(header(changed, "etag")).isNotEqualTo(tag);
    assertThat(json(changed).at("/flags/0/value").booleanValue()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "spendbreaker.allowed, `{\"context\": {}}`, 400, TARGETING_KEY_MISSING",
        "spendbreaker.allowed, `{}`, 400, TARGETING_KEY_MISSING",
        "spendbreaker.allowed, `{\"context\": 3}`, 400, TARGETING_KEY_MISSING",
        "spendbreaker.allowed, `[`, 400, PARSE_ERROR",
        "nonsense, `{}`, 404, FLAG_NOT_FOUND"
      })
  void shouldSayWhatIsWrongAsTheProtocolWantsIt(String key, String body, int status, String code) {
    HttpResponse<byte[]> answer = post(FLAGS + "/" + key, body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(json(answer).get("key").asText()).isEqualTo(key);
    assertThat(json(answer).get("errorCode").asText()).isEqualTo(code);
    assertThat(json(answer).get("errorDetails").asText()).isNotBlank();
  }

  @Test
  void shouldAnswer503WhileItDoesNotKnow() {
    api.gate.startedOver();

    HttpResponse<byte[]> answer = post(FLAGS, OF_A1);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(json(answer).get("errorCode").asText()).isEqualTo("GENERAL");
    assertThat(header(answer, "retry-after")).isEqualTo("1");
  }
}
