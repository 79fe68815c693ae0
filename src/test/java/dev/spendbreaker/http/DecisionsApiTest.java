package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.DecisionPosition;
import dev.spendbreaker.gate.DecisionRecord;
import dev.spendbreaker.gate.RecentDecisions;
import dev.spendbreaker.gate.ScopeHistory;
import dev.spendbreaker.testing.Eventually;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionsApiTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Scope A1 = Scope.agent("a1");
  private static final Scope TASK = Scope.task("a1", "run/42");
  private static final Scope A2 = Scope.agent("a2");

  private final Api api = new Api();
  private long offset;

  @AfterEach
  void stop() {
    api.close();
  }

  private Decision decide(Scope scope, long sequence) {
    DecisionRecord made = decision(scope, Action.WARN).sequence(sequence).at(0, offset++);
    api.recent.decided(made);
    return made.decision();
  }

  private EventReader stream(String query, String... lastEventId) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + api.server.port() + "/v1/decisions/stream" + query);
    return EventReader.open(uri, lastEventId.length == 0 ? null : lastEventId[0]);
  }

  private static JsonNode document(Decision decision) {
    return json(DecisionDocuments.write(decision));
  }

  private static List<Long> sequences(JsonNode answer) {
    List<Long> sequences = new ArrayList<>();
    answer.path("decisions").forEach(made -> sequences.add(made.path("sequence").longValue()));
    return sequences;
  }

  @Test
  void shouldListTheLatestFirst() {
    decide(A1, 1);
    decide(A2, 2);
    Decision last = decide(TASK, 3);

    JsonNode answer = json(api.client.get("/v1/decisions"));

    assertThat(sequences(answer)).containsExactly(3L, 2L, 1L);
    assertThat(answer.at("/decisions/0")).isEqualTo(document(last));
    assertThat(sequences(json(api.client.get("/v1/decisions?limit=1")))).containsExactly(3L);
    assertThat(sequences(json(api.client.get("/v1/decisions?agent=a1")))).containsExactly(3L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "agents=a1"})
  void shouldRefuseParametersThatItDoesNotKnow(String query) {
    assertProblem(api.client.get("/v1/decisions?" + query), 400, "invalid_parameter");
  }

  @Test
  void shouldAnswerNothingUntilTheDecisionsHaveBeenRead() {
    api.recent.startedOver();

    for (String path : List.of("", "/stream")) {
      assertProblem(api.client.get("/v1/decisions" + path), 503, "not_ready");
    }
    assertProblem(api.client.get("/v1/scopes/agent/a1/decisions"), 503, "not_ready");
  }

  @Test
  void shouldStreamDecisionsAsTheyCome() throws Exception {
    decide(A1, 1);
    try (EventReader reader = stream("")) {
      assertThat(header(reader.response(), "content-type")).isEqualTo("text/event-stream");
      assertThat(header(reader.response(), "cache-control")).isEqualTo("no-store");

      Decision second = decide(A2, 2);
      Decision third = decide(A2, 3);

      EventReader.Event event = reader.next();
      assertThat(event.name()).isEqualTo("decision");
      assertThat(json(event.data().getBytes(UTF_8))).isEqualTo(document(second));
      assertThat(json(reader.next().data().getBytes(UTF_8))).isEqualTo(document(third));
    }
  }

  @Test
  void shouldResumeAfterTheLastEventWithoutALossOrARepeat() throws Exception {
    String id;
    try (EventReader reader = stream("")) {
      decide(A1, 1);
      decide(A1, 2);
      id = reader.next().id();
      assertThat(DecisionPosition.parse(id).next(0)).isEqualTo(1);
    }
    decide(A1, 3);

    try (EventReader resumed = stream("", id)) {
      decide(A1, 4);

      for (long sequence = 2; sequence <= 4; sequence++) {
        EventReader.Event event = resumed.next();
        assertThat(json(event.data().getBytes(UTF_8)).path("sequence").longValue())
            .isEqualTo(sequence);
        assertThat(DecisionPosition.parse(event.id()).next(0)).isEqualTo(sequence);
      }
    }
  }

  @Test
  void shouldResumeAlsoWhereNoEventEverCame() throws Exception {
    decide(A1, 1);
    String id;
    try (EventReader reader = stream("")) {
      Eventually.holds(TIMEOUT, () -> assertThat(reader.lastId()).isNotEmpty());
      id = reader.lastId();
    }
    decide(A1, 2);

    try (EventReader resumed = stream("", id)) {
      assertThat(resumed.next().data()).contains("\"sequence\":2");
    }
  }

  @Test
  void shouldStreamTheDecisionsAboutOneAgentAndItsTasks() throws Exception {
    try (EventReader reader = stream("?agent=a1")) {
      decide(A2, 1);
      decide(TASK, 2);
      decide(A2, 3);
      decide(A1, 4);

      assertThat(reader.next().data()).contains("\"sequence\":2");
      EventReader.Event last = reader.next();
      assertThat(last.data()).contains("\"sequence\":4");
      assertThat(DecisionPosition.parse(last.id()).next(0)).isEqualTo(4);
    }
  }

  /** More than is written at a time. */
  @Test
  void shouldCatchUpWithThousands() throws Exception {
    for (int sequence = 1; sequence <= 5_000; sequence++) {
      decide(A1, sequence);
    }
    try (EventReader reader = stream("", DecisionPosition.START.toString())) {
      for (int sequence = 1; sequence <= 5_000; sequence++) {
        assertThat(reader.next().data()).contains("\"sequence\":" + sequence + ",");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "nonsense", "AQA"})
  void shouldRefuseAnEventIdThatIsNone(String id) {
    HttpResponse<byte[]> answer =
        Client.send(api.client.to("/v1/decisions/stream").header("Last-Event-ID", id));

    assertProblem(answer, 400, "unknown_position");
  }

  @Test
  void shouldAskTheTopicWhetherItKnowsAnEventThatIsNotKnownHere() throws Exception {
    String ahead = DecisionPosition.START.after(decision(A1, Action.WARN).at(0, 4)).toString();
    try (EventReader reader = stream("", ahead)) {
      for (int sequence = 1; sequence <= 6; sequence++) {
        decide(A1, sequence);
      }
      assertThat(reader.next().data()).contains("\"sequence\":6");
    }
    api.archive.check = CompletableFuture.failedFuture(new IllegalStateException("of the test"));

    String further = DecisionPosition.START.after(decision(A1, Action.WARN).at(0, 9)).toString();
    HttpResponse<byte[]> answer =
        Client.send(api.client.to("/v1/decisions/stream").header("Last-Event-ID", further));
    assertProblem(answer, 500, "internal_error");
  }

  @Test
  void shouldEndStreamsWhenTheTopicIsReadAnewOrTheServerStops() throws Exception {
    try (EventReader reader = stream("")) {
      Eventually.holds(TIMEOUT, () -> assertThat(reader.lastId()).isNotEmpty());
      api.recent.startedOver();
      reader.awaitEnd();
    }
    api.recent.current(0);
    try (EventReader reader = stream("")) {
      api.close();
      reader.awaitEnd();
    }
  }

  @Test
  void shouldAnswerHeadOfAStreamAtOnce() {
    HttpResponse<byte[]> answer =
        Client.send(
            api.client
                .to("/v1/decisions/stream")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo("text/event-stream");
  }

  @Test
  void shouldTellAScopesHistory() {
    decide(TASK, 1);
    decide(A1, 2);
    decide(TASK, 3);

    JsonNode answer = json(api.client.get("/v1/scopes/agent/a1/task/run%2F42/decisions"));

    assertThat(answer.at("/scope/task").asText()).isEqualTo("run/42");
    assertThat(answer.path("key").asText()).isEqualTo("agent/a1/task/run%2F42");
    assertThat(sequences(answer)).containsExactly(3L, 1L);
    assertThat(answer.has("cutOff")).isFalse();
    assertThat(sequences(json(api.client.get("/v1/scopes/agent/a2/decisions")))).isEmpty();
    assertThat(sequences(json(api.client.get("/v1/scopes/agent/a1/decisions?limit=5"))))
        .containsExactly(2L);
  }

  /** One that stands before what is in memory. */
  @Test
  void shouldTellAHistoryThatOnlyTheTopicHolds() {
    for (int sequence = 1; sequence <= RecentDecisions.CAPACITY + 1; sequence++) {
      decide(A2, sequence);
    }
    Decision old = decision(A1, Action.KILL).sequence(7).build();
    api.archive.history = CompletableFuture.completedFuture(new ScopeHistory(List.of(old), true));

    JsonNode answer = json(api.client.get("/v1/scopes/agent/a1/decisions"));

    assertThat(sequences(answer)).containsExactly(7L);
    assertThat(answer.path("cutOff").booleanValue()).isTrue();
    assertThat(sequences(json(api.client.get("/v1/scopes/agent/a2/decisions?limit=2"))))
        .containsExactly(RecentDecisions.CAPACITY + 1L, (long) RecentDecisions.CAPACITY);
  }

  /** The names of the histories may be those of scopes. */
  @ParameterizedTest
  @ValueSource(strings = {"agent/decisions", "agent/spend", "agent/a/task/decisions"})
  void shouldStillFindScopesThatAreCalledSo(String key) {
    assertThat(assertProblem(api.client.get("/v1/scopes/" + key), 404, "scope_not_found"))
        .isNotNull();
  }

  @Test
  void shouldRefuseMoreStreamsThanThereMayBe() throws Exception {
    DecisionStreams streams = new DecisionStreams(new DecisionLog(api.recent, api.archive), 1);
    try (JettyServer server = server(streams, Timeouts.DEFAULT)) {
      URI uri = uri(server);
      try (EventReader first = EventReader.open(uri, null)) {
        Eventually.holds(TIMEOUT, () -> assertThat(first.lastId()).isNotEmpty());
        HttpResponse<byte[]> second = Client.send(HttpRequest.newBuilder(uri));
        assertProblem(second, 503, "too_many_streams");
        assertThat(header(second, "retry-after")).isNotEmpty();
      }
      // the next write finds that the first is gone
      Eventually.holds(
          TIMEOUT,
          () -> {
            decide(A1, 1);
            assertThat(streams.size()).isZero();
          });
      EventReader.open(uri, null).close();
    }
    streams.close();
  }

  /** Its buffers fill, then nothing is written to it any more, and nobody else waits. */
  @Test
  @Tag("integration")
  void shouldCutOffAClientThatDoesNotReadAndServeTheOthers() throws Exception {
    DecisionStreams streams = new DecisionStreams(new DecisionLog(api.recent, api.archive));
    try (JettyServer server =
            server(streams, new Timeouts(Duration.ofSeconds(9), Duration.ofSeconds(9)));
        Socket deaf = new Socket(InetAddress.getLoopbackAddress(), server.port());
        EventReader reader = EventReader.open(uri(server), null)) {
      deaf.getOutputStream()
          .write("GET /v1/decisions/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      Eventually.gives(TIMEOUT, 2, streams::size);
      String reason = "x".repeat(100_000);
      for (int sequence = 1; sequence <= 300; sequence++) {
        api.recent.decided(
            decision(A1, Action.WARN).reason(reason).sequence(sequence).at(0, sequence));
        assertThat(reader.next().data()).contains("\"sequence\":" + sequence + ",");
      }
      Eventually.gives(TIMEOUT, 1, streams::size);
    }
    streams.close();
  }

  private JettyServer server(DecisionStreams streams, Timeouts timeouts)
      throws ServerStartException {
    return JettyServer.start(
        BoundPort.bind("http", "127.0.0.1", 0),
        AccessControl.NONE,
        new DecisionsResource(new DecisionLog(api.recent, api.archive), streams).routes(),
        (request, problem) -> ProblemDocuments.answer(problem),
        timeouts);
  }

  private static URI uri(JettyServer server) {
    return URI.create("http://127.0.0.1:" + server.port() + "/v1/decisions/stream");
  }
}
