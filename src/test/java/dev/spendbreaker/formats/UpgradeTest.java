package dev.spendbreaker.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application starts on the changelogs and internal topics that an earlier one has left, and
 * goes on where that was. The figures are those of {@link World}, worked out by hand.
 */
@Tag("integration")
class UpgradeTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  /** Longer than until anybody runs this test: what is recorded is not forgotten meanwhile. */
  private static final String LONG = "P3650D";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = 1)
  void shouldGoOnWithWhatAnEarlierFormatHasLeft(int format) throws Exception {
    String id = "upgrade-" + format;
    leave(id, Files.readAllLines(Path.of("src/test/resources/formats/" + format + ".tsv")));

    try (Application application = Application.start(settings(id))) {
      Eventually.gives(TIMEOUT, List.of(), application::notReady);
      ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + application.httpPort()));

      Eventually.holds(
          TIMEOUT,
          () ->
              assertThat(usd(api))
                  .isEqualTo(
                      Map.of(
                          "agent/a", "6",
                          "agent/a/task/t1", "2",
                          "agent/a/task/t2", "4",
                          "agent/b", "0",
                          "agent/tests", "0", // what was charged until the agent was known
                          "agent/late-1", "0.25",
                          "agent/late-2", "0.5",
                          "team/blue", "4")));
      assertThat(ids(api.policies())).containsExactly("hour", "late", "life", "month");
      assertThat(api.unpricedModels().toString()).contains("unheard-of");
      assertThat(api.price("acme", "small").path("from").asText()).isEqualTo("override");

      // a warned at 5 of 10 + 1 USD, its first decision but one; 5 more are a breach
      assertThat(api.scope("agent/a").path("action").asText()).isEqualTo("warn");
      KAFKA.produceAll(
          id + "-spans",
          List.of(Spans.trace(99, System.currentTimeMillis()).call(1, "a", "t1", 5).toBytes()));
      Eventually.holds(
          TIMEOUT,
          () -> {
            JsonNode decision = api.scope("agent/a").path("decision");
            assertThat(decision.path("action").asText()).isEqualTo("kill");
            assertThat(decision.path("previousAction").asText()).isEqualTo("warn");
            assertThat(decision.path("sequence").asInt()).isEqualTo(3);
          });
    }
  }

  private static void leave(String id, List<String> lines) throws Exception {
    List<Stored> records = lines.stream().map(Stored::parse).toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (String topic : new TreeSet<>(records.stream().map(Stored::topic).toList())) {
        String cleanup = topic.endsWith("-changelog") ? "compact" : "delete";
        // What is recorded is older than topics keep by default.
        Map<String, String> configs = Map.of("cleanup.policy", cleanup, "retention.ms", "-1");
        NewTopic created = new NewTopic(id + "-" + topic, 1, (short) 1).configs(configs);
        admin.createTopics(List.of(created)).all().get();
      }
      for (Stored record : records) {
        Future<?> unused =
            producer.send(
                new ProducerRecord<>(
                    id + "-" + record.topic(), 0, record.keyBytes(), record.valueBytes()));
      }
    }
  }

  private Settings settings(String id) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", KAFKA.bootstrapServers());
    settings.put("application.id", id);
    for (String topic : List.of("spans", "policies", "prices", "decisions", "rejects")) {
      settings.put(topic + ".topic", id + "-" + topic);
    }
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("internal.partitions", "1");
    settings.put("task.retention", LONG);
    settings.put("scope.retention", LONG);
    settings.put("http.port", "0");
    settings.put("otlp.port", "0");
    return Settings.load(settings, Map.of(), null);
  }

  private static Map<String, String> usd(ApiClient api) throws Exception {
    Map<String, String> spent = new TreeMap<>();
    api.scopes("limit=1000")
        .path("scopes")
        .forEach(
            scope -> {
              BigDecimal usd = scope.at("/totals/usd").decimalValue();
              spent.put(scope.path("key").asText(), usd.stripTrailingZeros().toPlainString());
            });
    // Tasks whose name is their trace's are not worth a figure.
    spent.keySet().removeIf(key -> key.matches("agent/(b|tests|late-.)/task/.*"));
    return spent;
  }

  private static List<String> ids(JsonNode policies) {
    return StreamSupport.stream(policies.path("policies").spliterator(), false)
        .map(policy -> policy.path("id").asText())
        .sorted()
        .toList();
  }
}
