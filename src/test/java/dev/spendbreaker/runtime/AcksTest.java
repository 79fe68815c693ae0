package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.ExternalPrograms;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.NodePackages;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.testing.WebhookReceiver;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kills that somebody acknowledges, by REST and by Kafka, and one that nobody does. */
@Tag("integration")
class AcksTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @TempDir Path directory;

  private final WebhookReceiver receiver = new WebhookReceiver();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void shouldTellFromAnyInstanceWhoActedOnAKillAndWebhooksWhereNobodyDid() throws Exception {
    try (Instances instances = new Instances(directory, KAFKA.bootstrapServers(), "acks")) {
      Instance one = start(instances);
      Instance other = start(instances);
      one.api()
          .putPolicy(
              "one-dollar",
              """
              {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 1}, "onBreach": "kill"}"""
                  .getBytes(UTF_8));

      // given four agents that are killed
      long now = System.currentTimeMillis();
      int trace = 0;
      for (String agent : List.of("by-rest", "by-kafka", "by-node", "silent")) {
        KAFKA.produce(
            new ProducerRecord<>(
                instances.spansTopic(),
                null,
                Spans.trace(++trace, now).call(1, agent, "t", 1.25).toBytes()));
      }
      for (String agent : List.of("by-rest", "by-kafka", "by-node", "silent")) {
        Eventually.holds(TIMEOUT, () -> assertThat(killed(other, agent)).isNotEmpty());
      }

      // when one is acknowledged by REST, at whichever instance, and two by Kafka
      assertThat(acknowledge(other, killed(other, "by-rest"), "{\"by\": \"gw-1\"}")).isEqualTo(202);
      produce("agent/by-kafka", killed(other, "by-kafka"));
      assertThat(runLoopInNode("by-node")).contains("by-node stops (kill)");

      // then all tell so, with the times
      for (Instance instance : List.of(one, other)) {
        untilState(instance, "by-rest", "acknowledged");
        untilState(instance, "by-kafka", "acknowledged");
        untilState(instance, "by-node", "acknowledged");
      }
      JsonNode status = one.api().scope("agent/by-rest");
      assertThat(status.at("/acknowledgement/by").asText()).isEqualTo("gw-1");
      assertThat(status.at("/acknowledgement/decisionToAckMs").isIntegralNumber()).isTrue();
      assertThat(status.at("/spendToDecisionMs").isIntegralNumber()).isTrue();

      // and the one that nobody acknowledges is counted and told
      untilState(one, "silent", "overdue");
      Eventually.holds(TIMEOUT, () -> assertThat(told("silent")).hasSize(2));
      assertThat(told("silent").get(1).path("event").asText())
          .isEqualTo("spendbreaker.budget.kill.unacknowledged");
      assertThat(unacknowledged(one) + unacknowledged(other)).isGreaterThanOrEqualTo(1);

      // and all of it is known when none of them is left
      one.process().kill();
      other.process().kill();
      Instance next = start(instances);
      untilState(next, "by-rest", "acknowledged");
      untilState(next, "silent", "overdue");
      assertThat(acknowledge(next, killed(next, "silent"), "")).isEqualTo(202);
      untilState(next, "silent", "acknowledged");
      assertThat(told("silent")).hasSize(2);
    }
  }

  private Instance start(Instances instances) throws Exception {
    Instance instance =
        instances.start(
            "--ack-timeout=PT20S",
            "--webhook-url=" + receiver.url("/hook"),
            "--webhook-allowed=127.0.0.1",
            "--webhook-allow-http=true");
    Eventually.gives(TIMEOUT, 200, () -> get(instance, "/readyz").statusCode());
    return instance;
  }

  /** The id of the decision that kills an agent; empty before it is made. */
  private static String killed(Instance instance, String agent) throws Exception {
    JsonNode decision = instance.api().scope("agent/" + agent).path("decision");
    return decision.path("action").asText().equals("kill")
        ? decision.path("decisionId").asText()
        : "";
  }

  private static void untilState(Instance instance, String agent, String state)
      throws InterruptedException {
    Eventually.gives(
        TIMEOUT,
        state,
        () -> instance.api().scope("agent/" + agent).at("/acknowledgement/state").asText());
  }

  private int acknowledge(Instance instance, String decisionId, String body) throws Exception {
    HttpRequest request =
        to(instance, "/v1/decisions/" + decisionId + "/ack")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static void produce(String key, String decisionId) throws Exception {
    List<String> command = new ArrayList<>(ExternalPrograms.kcat());
    command.addAll(List.of("-b", KAFKA.bootstrapServers(), "-P", "-t", "budget-acks", "-K", " "));
    Process kcat = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = kcat.getOutputStream()) {
      in.write(
          (key + " {\"version\": 1, \"decisionId\": \"" + decisionId + "\"}\n").getBytes(UTF_8));
    }
    String said = new String(kcat.getInputStream().readAllBytes(), UTF_8);
    assertThat(kcat.waitFor()).as(said).isZero();
  }

  /** By a client that reads no batch that is compressed but with gzip. */
  private static String runLoopInNode(String agent) throws Exception {
    Path script = Path.of("topology-docs/gateways/kill-switch.mjs");
    return NodePackages.of("gateways")
        .run(60, script, KAFKA.bootstrapServers(), "acks-decisions", agent, "t");
  }

  /** What the webhook was told of an agent. */
  private List<JsonNode> told(String agent) throws Exception {
    List<JsonNode> bodies = new ArrayList<>();
    for (WebhookReceiver.Received received : receiver.received) {
      if (received.says("\"agent\":\"" + agent + "\"") && !received.says("\"task\"")) {
        bodies.add(JSON.readTree(received.body()));
      }
    }
    return bodies;
  }

  private double unacknowledged(Instance instance) throws Exception {
    return get(instance, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("spendbreaker_kills_unacknowledged_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private HttpResponse<String> get(Instance instance, String path) throws Exception {
    return http.send(to(instance, path).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(Instance instance, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.httpPort() + path));
  }
}
