package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.json;
import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.document.KillStatus.State;
import dev.spendbreaker.testing.Eventually;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcksApiTest {
  private static final Decision KILL =
      decision(Scope.task("a1", "run/42"), Action.KILL).sequence(7).build();
  private static final String PATH = "/v1/decisions/" + KILL.decisionId() + "/ack";
  private static final String KEY = "agent/a1/task/run%2F42";

  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  private HttpResponse<byte[]> post(String path, String body, String type) {
    return Client.send(
        api.client.to(path).header("content-type", type).POST(BodyPublishers.ofString(body)));
  }

  @Test
  void shouldWriteWhoActedAndWhenUnderTheScopesKey() {
    api.kills.add(KillStatus.of(KILL, State.AWAITED, null));

    HttpResponse<byte[]> answer =
        post(PATH, "{\"by\": \"gw-1\", \"actedAt\": \"2026-11-23T10:15:00Z\"}", "application/json");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer))
        .hasToString(
            "{\"version\":1,\"decisionId\":\"%s\",\"by\":\"gw-1\",\"actedAt\":\"2026-11-23T10:15:00Z\"}"
                .formatted(KILL.decisionId()));
    assertThat(api.kills.acks)
        .containsExactly(
            Map.entry(
                KEY, new Ack(KILL.decisionId(), "gw-1", Api.NOW.minusSeconds(30).toEpochMilli())));
  }

  @Test
  void shouldTakeTheTimeOfTheRequestWhereItHasNoBody() {
    api.kills.add(KillStatus.of(KILL, State.OVERDUE, null));

    HttpResponse<byte[]> answer = Client.send(api.client.to(PATH).POST(BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(api.kills.acks.get(KEY))
        .isEqualTo(new Ack(KILL.decisionId(), null, Api.NOW.toEpochMilli()));
  }

  @Test
  void shouldTakeAnAcknowledgementOfAKillThatWasDecidedJustNow() {
    api.recent.decided(decision(Scope.task("a1", "run/42"), Action.KILL).sequence(7).record());

    assertThat(json(api.client.get(PATH)).path("state").asText()).isEqualTo("awaited");
    assertThat(post(PATH, "{}", "application/json").statusCode()).isEqualTo(202);
    assertThat(api.kills.acks).containsOnlyKeys(KEY);
  }

  @Test
  void shouldWaitForAKillThatAStatusToldOfBeforeItIsInTheTopic() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> answer =
        CompletableFuture.supplyAsync(() -> post(PATH, "{}", "application/json"));
    Eventually.holds(Duration.ofSeconds(10), () -> assertThat(api.kills.asked).hasPositiveValue());
    assertThat(answer).isNotDone();

    api.recent.decided(decision(Scope.task("a1", "run/42"), Action.KILL).sequence(7).record());

    assertThat(answer.join().statusCode()).isEqualTo(202);
    assertThat(api.kills.acks).containsOnlyKeys(KEY);
  }

  @Test
  void shouldTellWhoActedOnAKill() {
    Ack ack = new Ack(KILL.decisionId(), "gw-1", KILL.decidedAtMillis() + 1_234);
    api.kills.add(KillStatus.of(KILL, State.ACKNOWLEDGED, ack));

    assertThat(json(api.client.get(PATH)))
        .hasToString(
            "{\"version\":1,\"decisionId\":\"%s\",\"scope\":{\"agent\":\"a1\",\"task\":\"run/42\"},"
                    .formatted(KILL.decisionId())
                + "\"policyId\":\"p1\",\"state\":\"acknowledged\",\"decidedAt\":\"1970-01-01T00:00:07Z\","
                + "\"by\":\"gw-1\",\"actedAt\":\"1970-01-01T00:00:08.234Z\",\"decisionToAckMs\":1234}");
  }

  @Test
  void shouldKnowNoOtherDecisions() {
    Decision block = decision(Scope.agent("a1"), Action.BLOCK).build();
    api.recent.decided(decision(Scope.agent("a1"), Action.BLOCK).record());

    String path = "/v1/decisions/" + block.decisionId() + "/ack";
    assertProblem(post(path, "{}", "application/json"), 404, "kill_not_found");
    assertProblem(api.client.get(path), 404, "kill_not_found");
    assertProblem(api.client.get("/v1/decisions/" + block.decisionId()), 404, "not_found");
    assertThat(api.kills.acks).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"who\": 1}", "{\"by\": 1}", "{\"actedAt\": \"now\"}", "[]", "acted"})
  void shouldRefuseABodyThatIsNoAcknowledgement(String body) {
    api.kills.add(KillStatus.of(KILL, State.AWAITED, null));

    assertThat(post(PATH, body, "application/json").statusCode()).isEqualTo(422);
    assertProblem(post(PATH, "by=me", "text/plain"), 415, "unsupported_media_type");
    assertProblem(
        post(PATH, "{\"by\": \"" + "x".repeat(20_000) + "\"}", "application/json"),
        413,
        "request_too_large");
    assertThat(api.kills.acks).isEmpty();
  }

  @Test
  void shouldSayThatTheKillsAreStillBeingRead() {
    api.kills.ready = false;

    assertProblem(post(PATH, "{}", "application/json"), 503, "not_ready");
  }
}
