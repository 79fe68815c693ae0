package dev.spendbreaker.runtime;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static dev.spendbreaker.testing.WebhookReceiver.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.DecisionBuilder;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.testing.WebhookReceiver;
import dev.spendbreaker.testing.WebhookReceiver.Received;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of running applications, which are killed, on a real broker. */
@Tag("integration")
class WebhooksTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final int AGENTS = 20;
  private static final int DECISIONS = 10;
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir Path directory;

  private final WebhookReceiver receiver = new WebhookReceiver();
  private final WebhookReceiver hanging = new WebhookReceiver();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    receiver.close();
    hanging.close();
  }

  @Test
  void shouldTellAWebhookThatSpansHaveReachedALimitAndSendAgainWhatIsDead() throws Exception {
    int port = Free.port();
    Path secret = Files.writeString(directory.resolve("secret"), SECRET);
    receiver.answering(status(410));
    try (ChildProcess application = start("told", "a", port)) {
      // given a policy with a webhook that wants nothing
      putPolicy(
          port,
          "one-dollar",
          "\"scope\": {\"agent\": \"spender\"}, \"limit\": {\"usd\": 1}, \"onBreach\": \"kill\"",
          "{\"url\": \"%s\", \"secret\": \"file:%s\"}".formatted(receiver.url("/hook"), secret));

      // when its limit is reached
      long now = System.currentTimeMillis();
      KAFKA.produce(
          new ProducerRecord<>(
              "told-spans", null, Spans.trace(5, now).call(1, "spender", "t", 1.25).toBytes()));

      // then the kill is told, signed, and dead at once
      Eventually.holds(TIMEOUT, () -> assertThat(deliveries(port, "?state=dead")).hasSize(1));
      Received told = receiver.received.get(0);
      new com.standardwebhooks.Webhook(SECRET).verify(told.body(), told.headers());
      Decision decision = DecisionDocuments.read(told.body().getBytes(UTF_8));
      assertThat(decision.action()).isEqualTo(Action.KILL);
      assertThat(told.header("webhook-id")).isEqualTo(decision.decisionId());
      JsonNode dead = deliveries(port, "?policy=one-dollar").get(0);
      assertThat(dead.path("lastError").asText()).isEqualTo("answered 410: it is gone");

      // and is sent again when somebody asks for it
      receiver.answering(status(200));
      String id = dead.path("id").asText();
      assertThat(post(port, "/v1/webhooks/deliveries/" + id + "/resend")).isEqualTo(202);
      Eventually.holds(TIMEOUT, () -> assertThat(deliveries(port, "?state=delivered")).hasSize(1));
      assertThat(receiver.received).hasSize(2);
      assertThat(application.output()).doesNotContain(SECRET);
      assertThat(application.stop(10)).isEqualTo(143);
    }
  }

  @Test
  void shouldLoseNothingAndKeepTheOrderWhenAnInstanceIsKilled() throws Exception {
    // given two instances, an endpoint that fails now and then, and one that never answers
    Random random = new Random(7);
    hanging.answering(hanging.hang());
    receiver.answeringBy(
        request -> {
          synchronized (random) {
            return status(random.nextInt(4) == 0 ? 503 : 204);
          }
        });
    int portA = Free.port();
    int portB = Free.port();
    Set<String> expected = new LinkedHashSet<>();
    try (ChildProcess second = start("kills", "b", portB)) {
      try (ChildProcess first = start("kills", "a", portA)) {
        putPolicy(
            portA, "good", "\"scope\": {\"agent\": \"*\"}, \"limit\": {\"usd\": 5}", url(receiver));
        putPolicy(
            portA, "bad", "\"scope\": {\"task\": \"*\"}, \"limit\": {\"usd\": 5}", url(hanging));

        // when one is killed in the middle of many decisions
        for (long sequence = 1; sequence <= DECISIONS; sequence++) {
          for (int agent = 0; agent < AGENTS; agent++) {
            decide(
                "kills",
                decision(Scope.agent("a" + agent), Action.BLOCK).policy("bad").sequence(sequence));
            Decision good =
                decision(Scope.task("a" + agent, "t"), Action.BLOCK)
                    .policy("good")
                    .sequence(sequence)
                    .build();
            decide("kills", good);
            expected.add(good.decisionId());
          }
          if (sequence == DECISIONS / 2) {
            Eventually.holds(TIMEOUT, () -> assertThat(receiver.received).isNotEmpty());
            assertThatEachTellsOfAllScopes(portA, portB);
            first.kill();
          }
        }
      }

      // then the other sends everything, in order, while one endpoint still accepts nothing
      Eventually.holds(TIMEOUT, () -> assertThat(accepted()).containsAll(expected));
      assertOrder();
      Eventually.holds(
          TIMEOUT,
          () ->
              assertThat(deliveries(portB, "?policy=good&state=delivered&limit=500"))
                  .hasSize(AGENTS * DECISIONS));
      assertThat(deliveries(portB, "?policy=bad&state=delivered")).isEmpty();
      assertThat(hanging.received).isNotEmpty();
      assertThat(second.isAlive()).isTrue();
    }
  }

  /** Whichever of them delivers. */
  private void assertThatEachTellsOfAllScopes(int... ports) throws Exception {
    for (int port : ports) {
      Eventually.holds(
          TIMEOUT,
          () -> {
            Set<String> scopes = new LinkedHashSet<>();
            deliveries(port, "?limit=500")
                .forEach(delivery -> scopes.add(delivery.path("scope").toString()));
            assertThat(scopes).hasSize(2 * AGENTS);
          });
    }
  }

  /** What was received, by its id; the endpoint may have refused it the first time. */
  private Set<String> accepted() {
    Set<String> ids = new LinkedHashSet<>();
    receiver.received.forEach(request -> ids.add(request.header("webhook-id")));
    return ids;
  }

  /** Of each scope the decisions came first in the order in which they were made. */
  private void assertOrder() {
    Map<String, Set<Long>> firstCome = new TreeMap<>();
    for (Received request : receiver.received) {
      Decision decision = DecisionDocuments.read(request.body().getBytes(UTF_8));
      firstCome
          .computeIfAbsent(decision.scope().key(), scope -> new LinkedHashSet<>())
          .add(decision.sequence());
    }
    List<Long> inOrder = LongStream.rangeClosed(1, DECISIONS).boxed().toList();
    assertThat(firstCome).hasSize(AGENTS);
    firstCome.forEach(
        (scope, sequences) -> assertThat(sequences).as(scope).containsExactlyElementsOf(inOrder));
  }

  private ChildProcess start(String name, String instance, int port) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("run");
    for (String topic :
        List.of("spans", "policies", "prices", "decisions", "rejects", "deliveries")) {
      arguments.add("--" + topic + "-topic=" + name + "-" + topic);
    }
    arguments.addAll(
        List.of(
            "--bootstrap-servers=" + KAFKA.bootstrapServers(),
            "--application-id=webhooks-" + name,
            "--state-dir=" + directory.resolve("state-" + instance),
            "--http-port=" + port,
            "--otlp-port=" + Free.port(),
            "--webhook-allowed=127.0.0.1",
            "--webhook-allow-http=true",
            "--webhook-retry-delays=PT0.1S,PT0.2S,PT0.5S,PT1S,PT1S,PT2S,PT5S,PT5S,PT10S,PT20S"));
    ChildProcess process =
        ChildProcess.start(
            directory.resolve(name + instance + ".log"), arguments.toArray(String[]::new));
    try {
      Eventually.gives(TIMEOUT, 200, () -> get(port, "/readyz").statusCode());
    } catch (AssertionError e) {
      process.kill();
      throw e;
    }
    return process;
  }

  private static String url(WebhookReceiver receiver) {
    return "{\"url\": \"" + receiver.url("/hook") + "\"}";
  }

  private static void putPolicy(int port, String id, String rule, String webhook) throws Exception {
    String document = "{\"version\": 1, " + rule + ", \"webhook\": " + webhook + "}";
    new ApiClient(URI.create("http://127.0.0.1:" + port)).putPolicy(id, document.getBytes(UTF_8));
  }

  private static void decide(String name, DecisionBuilder decision) {
    decide(name, decision.build());
  }

  private static void decide(String name, Decision decision) {
    KAFKA.produce(
        new ProducerRecord<>(
            name + "-decisions",
            decision.scope().key().getBytes(UTF_8),
            DecisionDocuments.write(decision)));
  }

  private JsonNode deliveries(int port, String query) throws Exception {
    HttpResponse<String> answer = get(port, "/v1/webhooks/deliveries" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("deliveries");
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  private int post(int port, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
