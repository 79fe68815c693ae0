package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.json;
import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of LiteLLM's generic guardrail, by the request its documentation shows. */
class GuardrailApiTest {
  private static final String REQUEST =
      """
      {"texts": ["What is the weather?"], "images": ["aGk="],
       "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {}}}],
       "tool_calls": [{"id": "call_abc123", "type": "function",
         "function": {"name": "get_weather", "arguments": "{\\"agent\\": \\"someone\\"}"}}],
       "structured_messages": [{"role": "user", "content": "Hello"}],
       "request_data": {"user_api_key_hash": "88dc", "user_api_key_alias": "a1",
         "user_api_key_user_id": "u1", "user_api_key_team_id": "7", "user_api_key_team_alias": "blue",
         "user_api_key_end_user_id": null},
       "request_headers": {"User-Agent": "OpenAI/Python 2.17.0", %s "X-Request-Id": "[present]"},
       "litellm_version": "1.80.0", "input_type": "%s",
       "litellm_call_id": "c1", "litellm_trace_id": "t1",
       "additional_provider_specific_params": {%s}}""";

  private final Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  private void block(Scope scope, String reason) {
    api.gate.decided(decision(scope, Action.BLOCK).reason(reason).record());
  }

  private HttpResponse<byte[]> post(String body) {
    return api.client.post(
        "/beta/litellm_basic_guardrail_api", "application/json", body.getBytes(UTF_8));
  }

  private String answer(String headers, String inputType, String parameters) {
    HttpResponse<byte[]> answer = post(REQUEST.formatted(headers, inputType, parameters));
    assertThat(answer.statusCode()).isEqualTo(200);
    return json(answer).toString();
  }

  @Test
  void shouldLetARequestProceed() {
    assertThat(answer("", "request", "")).isEqualTo("{\"action\":\"NONE\"}");
  }

  @Test
  void shouldBlockARequestAndSayWhy() {
    block(Scope.agent("a1"), "spent 5.00 USD of 5.00");

    assertThat(answer("", "request", ""))
        .isEqualTo("{\"action\":\"BLOCKED\",\"blocked_reason\":\"spent 5.00 USD of 5.00\"}");
  }

  @Test
  void shouldLetAResponsePassThatIsPaidFor() {
    block(Scope.agent("a1"), "spent");

    assertThat(answer("", "response", "")).isEqualTo("{\"action\":\"NONE\"}");
    assertThat(post("{\"input_type\": \"response\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldKnowTheTeamAndTheUserOfTheKey() {
    block(Scope.of(Map.of("team", "blue", "user", "u1")), "spent");

    assertThat(answer("", "request", "")).contains("BLOCKED");
  }

  @Test
  void shouldBelieveHeadersBeforeParametersAndThoseBeforeTheKey() {
    block(Scope.agent("a1"), "by key");
    block(Scope.agent("a2"), "by parameter");
    block(Scope.task("a3", "run"), "by header");

    assertThat(answer("", "request", "\"agent\": \"a2\", \"threshold\": 0.8"))
        .contains("by parameter");
    assertThat(answer("\"X-Budget-Agent\": \"a3\",", "request", "\"agent\": \"a2\""))
        .contains("NONE");
    assertThat(
            answer(
                "\"x-budget-agent\": \"a3\", \"x-budget-task\": \"run\",",
                "request",
                "\"agent\": \"a2\""))
        .contains("by header");
    assertThat(answer("\"x-budget-agent\": \"[present]\",", "request", "")).contains("by key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"texts\": [", "null"})
  void shouldSayWhatIsNoRequest(String body) {
    assertProblem(post(body), 400, "malformed_guardrail_request");
  }

  @Test
  void shouldRefuseToAnswerForNobody() {
    assertProblem(
        post("{\"texts\": [\"hello\"], \"input_type\": \"request\"}"), 400, "no_dimension");
  }

  @Test
  void shouldAnswer503WhileItDoesNotKnow() {
    api.gate.startedOver();

    assertProblem(post(REQUEST.formatted("", "request", "")), 503, "budget_unknown");
  }
}
