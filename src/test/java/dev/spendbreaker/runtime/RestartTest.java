package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.FileTree;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two applications read the same topics. One runs undisturbed; the other restarts, shares its work
 * with an instance that joins and leaves, and loses its state directory. In the end both have the
 * same figures, and have decided the same.
 *
 * <p>Each agent's spans are one trace with one key, so that both applications see them in the same
 * order.
 */
@Tag("integration")
class RestartTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int AGENTS = 8;
  private static final int CALLS_AT_ONCE = 25;

  /** The agents, a task of each, and two teams. */
  private static final int SCOPES = 2 * AGENTS + 2;

  /**
   * Each from its scope on. All are reached on the way: an agent spends 1.25 USD in all, 0.25 in
   * each of five parts.
   */
  private static final Map<String, String> POLICIES =
      Map.of(
          "lifetime",
          "{\"agent\":\"*\"},\"limit\":{\"usd\":1.10},\"warnAt\":[0.2,0.4,0.6,0.8]",
          "day",
          "{\"agent\":\"*\"},\"limit\":{\"calls\":90},\"onBreach\":\"kill\","
              + "\"window\":{\"calendar\":\"day\",\"zone\":\"Asia/Kathmandu\"}",
          "month",
          "{\"agent\":\"*\",\"task\":\"*\"},\"limit\":{\"usd\":0.70},"
              + "\"window\":{\"calendar\":\"month\",\"zone\":\"Europe/Paris\",\"startsOn\":15}",
          "hour",
          "{\"team\":\"*\"},\"limit\":{\"tokens\":50000},\"warnAt\":[0.1,0.3,0.5,0.7],"
              + "\"window\":{\"rolling\":\"PT6H\"},\"latch\":true");

  @TempDir Path directory;

  private final List<Application> running = new ArrayList<>();
  private int sent;

  @BeforeEach
  void createTopics() {
    KAFKA.createTopic("restart-spans", 3);
    KAFKA.createTopic("restart-policies", 1, Map.of("cleanup.policy", "compact"));
    POLICIES.forEach(
        (id, rest) ->
            KAFKA.produce("restart-policies", id, "{\"version\":1,\"scope\":" + rest + "}"));
  }

  @AfterEach
  void stop() {
    running.forEach(Application::close);
  }

  @Test
  void shouldHaveTheFiguresAndDecisionsOfAnApplicationThatWasNeverDisturbed() throws Exception {
    ApiClient undisturbed = start("undisturbed", "undisturbed");
    Application first = run("disturbed", "first");
    send();
    awaitCalls(undisturbed);
    awaitCalls(api(first));

    // when it restarts while spans come
    send();
    first.close();
    Application again = run("disturbed", "first");

    // and another instance takes over a part of the work, and gives it back
    Application second = run("disturbed", "second");
    send();
    Eventually.gives(TIMEOUT, List.of(), second::notReady);
    send();
    second.close();
    awaitCalls(api(again));

    // and all it kept on disk is lost
    again.close();
    FileTree.delete(directory.resolve("first"));
    send();
    ApiClient restored = start("disturbed", "first");
    awaitCalls(restored);
    awaitCalls(undisturbed);

    // then
    assertThat(figures(restored)).isEqualTo(figures(undisturbed)).hasSize(SCOPES);
    assertThat(decisions("disturbed")).isEqualTo(decisions("undisturbed"));
    assertThat(decisions("disturbed").values())
        .allSatisfy(decisions -> assertThat(decisions).hasSizeGreaterThan(1));
  }

  private ApiClient start(String id, String folder) throws Exception {
    return api(run(id, folder));
  }

  private Application run(String id, String folder) throws Exception {
    Map<String, String> flags = new TreeMap<>();
    flags.put("bootstrap.servers", KAFKA.bootstrapServers());
    flags.put("application.id", "restart-" + id);
    flags.put("spans.topic", "restart-spans");
    flags.put("policies.topic", "restart-policies");
    flags.put("prices.topic", "restart-prices");
    flags.put("decisions.topic", "restart-decisions-" + id);
    flags.put("rejects.topic", "restart-rejects-" + id);
    flags.put("state.dir", directory.resolve(folder).toString());
    flags.put("http.port", "0");
    flags.put("otlp.port", "0");
    Application application = Application.start(Settings.load(flags, Map.of(), null));
    running.add(application);
    Eventually.gives(TIMEOUT, List.of(), application::notReady);
    return application;
  }

  private static ApiClient api(Application application) {
    return new ApiClient(URI.create("http://127.0.0.1:" + application.httpPort()));
  }

  /** Some calls of each agent, a cent each. */
  private void send() {
    long now = System.currentTimeMillis();
    for (int call = 0; call < CALLS_AT_ONCE; call++) {
      sent++;
      for (int agent = 1; agent <= AGENTS; agent++) {
        byte[] message =
            Spans.trace(9_000 + agent, now)
                .resource(Spans.text("team.id", "team-" + agent % 2))
                .call(sent, "agent-" + agent, "task", 0.01)
                .toBytes();
        byte[] key = ("agent-" + agent).getBytes(UTF_8);
        KAFKA.produce(new ProducerRecord<>("restart-spans", key, message));
      }
    }
  }

  private void awaitCalls(ApiClient api) throws InterruptedException {
    Eventually.holds(
        TIMEOUT,
        () -> {
          JsonNode page = api.scopes("dimension=agent&limit=100");
          assertThat(page.has("missingPartitions")).isFalse();
          assertThat(page.path("scopes")).hasSize(AGENTS);
          for (JsonNode scope : page.path("scopes")) {
            assertThat(scope.at("/totals/calls").asInt()).isEqualTo(sent);
          }
        });
  }

  /** All that is counted of each scope, and against which limits. */
  private static Map<String, String> figures(ApiClient api) throws Exception {
    Map<String, String> figures = new TreeMap<>();
    for (JsonNode listed : api.scopes("limit=100").path("scopes")) {
      JsonNode scope = api.scope(listed.path("key").asText());
      StringBuilder text = new StringBuilder(scope.path("action").asText());
      text.append(scope.path("totals"));
      for (JsonNode policy : scope.path("policies")) {
        for (String field : List.of("policyId", "spent", "limit", "action", "utilization")) {
          text.append(' ').append(policy.path(field));
        }
      }
      figures.put(listed.path("key").asText(), text.toString());
    }
    return figures;
  }

  private static Map<String, List<String>> decisions(String id) {
    Map<String, List<String>> decisions = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        KAFKA.consumeUntil("restart-decisions-" + id, RestartTest::isAtTheEnd, TIMEOUT)) {
      Decision decision = DecisionDocuments.read(record.value());
      decisions
          .computeIfAbsent(decision.scope().key(), key -> new ArrayList<>())
          .add(text(decision));
    }
    return decisions;
  }

  private static String text(Decision decision) {
    return decision.sequence() + " " + decision.action() + " " + decision.reason();
  }

  /** Every scope is refused in the end, and nothing changes after that. */
  private static boolean isAtTheEnd(List<ConsumerRecord<byte[], byte[]>> read) {
    return read.stream()
            .map(record -> DecisionDocuments.read(record.value()))
            .filter(decision -> decision.action().compareTo(Action.BLOCK) >= 0)
            .map(Decision::scope)
            .distinct()
            .count()
        == SCOPES;
  }
}
