package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.replay.Preview.Difference;
import dev.spendbreaker.replay.Preview.Strictest;
import dev.spendbreaker.replay.ReplayException;
import dev.spendbreaker.testing.DecisionBuilder;
import dev.spendbreaker.testing.Eventually;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhatIfApiTest {
  private static final String POLICY =
      "{\"version\": 1, \"scope\": {\"agent\": \"*\"}, \"limit\": {\"usd\": 1}}";

  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void shouldTellHowFarItHasComeAndThenWhatWouldHaveBeenDecided() throws Exception {
    Decision kill =
        DecisionBuilder.decision(Scope.agent("a"), Action.KILL)
            .policy("p")
            .decidedAt(2_000)
            .build();
    Strictest was = new Strictest(Action.BLOCK, 0, null);
    api.whatIf.preview =
        FakeWhatIf.preview(
            List.of(
                new Difference(Scope.agent("a"), new Strictest(Action.KILL, 2_000, kill), was)));
    api.queries.policies.put(
        "other", PolicyDocuments.parse("other", POLICY.getBytes(UTF_8), 7, Api.DIMENSIONS));

    List<String> events = events(post("/v1/what-if/p?over=PT2H"));

    assertThat(events.get(0))
        .isEqualTo("progress {\"read\":1,\"toRead\":3,\"at\":\"1970-01-01T00:00:30Z\"}");
    String preview = events.get(1).substring("preview ".length());
    OpenApi.checkComponent("Preview", preview);
    assertThat(json(preview.getBytes(UTF_8)).at("/scopes/0"))
        .hasToString(
            "{\"key\":\"agent/a\",\"scope\":{\"agent\":\"a\"},\"whatIf\":{\"action\":\"kill\",\"at\":"
                + "\"1970-01-01T00:00:02Z\",\"reason\":\"%s\",\"policyId\":\"p\",\"shadow\":false},"
                    .formatted(kill.reason())
                + "\"actual\":{\"action\":\"block\",\"at\":\"1970-01-01T00:00:00Z\"}}");
    assertThat(json(preview.getBytes(UTF_8)).at("/spent/usd").decimalValue()).hasToString("1.5");
    assertThat(events).hasSize(2);
    assertThat(api.whatIf.asked).extracting("id").isEqualTo("p");
    assertThat(api.whatIf.askedInForce).extracting("id").containsExactly("other");
    assertThat(api.whatIf.askedOver).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void shouldTellOnlySoManyScopesAndCountTheOthers() throws Exception {
    Strictest blocked = new Strictest(Action.BLOCK, 0, null);
    List<Difference> many =
        IntStream.range(0, 501)
            .mapToObj(i -> new Difference(Scope.agent("a" + i), blocked, null))
            .toList();
    api.whatIf.preview = FakeWhatIf.preview(many);

    String preview = events(post("/v1/what-if/p")).get(1).substring("preview ".length());

    assertThat(json(preview.getBytes(UTF_8)).path("scopes")).hasSize(500);
    assertThat(json(preview.getBytes(UTF_8)).path("moreScopes").asInt()).isEqualTo(1);
    assertThat(api.whatIf.askedOver).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void shouldSayThatNothingArrived() throws Exception {
    api.whatIf.failure = new ReplayException("the topic holds no message of the period");

    String problem = events(post("/v1/what-if/p")).get(1);

    assertThat(problem).startsWith("problem ").contains("\"code\":\"nothing_arrived\"");
    OpenApi.checkComponent("Problem", problem.substring("problem ".length()));
  }

  @Test
  void shouldStopWhenTheClientLeaves() throws Exception {
    api.whatIf.endless = true;
    try (EventReader reader = reader()) {
      assertThat(reader.next().name()).isEqualTo("progress");
    }

    assertThat(api.whatIf.abandoned.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldLookAtOneAfterTheOtherAndRefuseWhereManyWait() throws Exception {
    api.whatIf.endless = true;
    List<EventReader> waiting = new ArrayList<>();
    try {
      waiting.add(reader());
      assertThat(waiting.get(0).next().name()).isEqualTo("progress");
      for (int i = 0; i < 4; i++) {
        waiting.add(reader());
      }
      Eventually.holds(
          Duration.ofSeconds(30), () -> assertProblem(post("/v1/what-if/p"), 503, "overloaded"));

      // who leaves makes room for the next
      waiting.remove(0).close();
      assertThat(waiting.get(0).next().name()).isEqualTo("progress");
    } finally {
      for (EventReader reader : waiting) {
        reader.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"P8D", "PT59S", "-PT1H", "yesterday"})
  void shouldRefuseATimeThatIsTooShortOrTooLong(String over) {
    assertProblem(post("/v1/what-if/p?over=" + over), 400, "invalid_parameter");
  }

  @Test
  void shouldSayWhatIsWrongWithThePolicy() {
    HttpResponse<byte[]> answer =
        api.client.post("/v1/what-if/p", "application/json", "{\"version\": 1}".getBytes(UTF_8));

    assertProblem(answer, 422, "missing_field");
  }

  private HttpResponse<byte[]> post(String path) {
    return api.client.post(path, "application/json", POLICY.getBytes(UTF_8));
  }

  private EventReader reader() throws Exception {
    return EventReader.post(api.client.to("/v1/what-if/p"), POLICY);
  }

  /** Each with its name before its data. */
  private static List<String> events(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    return new String(answer.body(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("event: ") || line.startsWith("data: "))
        .map(
            line -> line.startsWith("event: ") ? line.substring(7) + " " : line.substring(6) + "\n")
        .collect(Collectors.collectingAndThen(Collectors.joining(), all -> all.lines().toList()));
  }
}
