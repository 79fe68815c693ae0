package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.ExternalPrograms;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a running application, and the files of {@code topology-docs/observability}. */
@Tag("integration")
class ObservabilityTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Path FILES = Path.of("topology-docs/observability").toAbsolutePath();
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String SPANS = "metrics-spans";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What a query may give nothing for, as nothing of the kind has happened. */
  private static final List<String> MAY_BE_EMPTY = List.of("jvm_gc_pause");

  @TempDir static Path directory;

  private static Application application;

  @BeforeAll
  static void start() throws Exception {
    application =
        Application.start(
            Settings.load(
                Map.of(
                    "bootstrap.servers", KAFKA.bootstrapServers(),
                    "application.id", "metrics",
                    "spans.topic", SPANS,
                    "policies.topic", "metrics-policies",
                    "prices.topic", "metrics-prices",
                    "decisions.topic", "metrics-decisions",
                    "rejects.topic", "metrics-rejects",
                    "state.dir", directory.resolve("state").toString(),
                    "http.port", "0",
                    "otlp.port", "0"),
                Map.of(),
                null));
    Eventually.gives(TIMEOUT, List.of(), application::notReady);
    spend();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  /** Two calls of 1.25 USD and a repeat, one without a price, and a record that is no span. */
  private static void spend() throws Exception {
    new ApiClient(URI.create(address()))
        .putPolicy(
            "two-dollars",
            """
            {"version": 1, "scope": {"agent": "spender"}, "limit": {"usd": 2}, "onBreach": "kill"}"""
                .getBytes(UTF_8));
    long now = System.currentTimeMillis();
    Spans spans = Spans.trace(1, now).call(1, "spender", "t", 1.25).call(2, "spender", "t", 1.25);
    produce(spans.toBytes());
    produce(spans.toBytes());
    produce(
        Spans.trace(2, now)
            .add(
                1,
                0,
                Spans.text("gen_ai.operation.name", "chat"),
                Spans.text("gen_ai.request.model", "a-model-nobody-knows"),
                Spans.number("gen_ai.usage.input_tokens", 7))
            .toBytes());
    produce("no spans".getBytes(UTF_8));
    Eventually.holds(
        TIMEOUT,
        () -> {
          assertThat(metrics())
              .contains("spendbreaker_spans_duplicate_total 2.0")
              .contains("spendbreaker_decisions_total{action=\"kill\"} 1.0")
              .contains("reason=\"unusable_message\",source=\"spans\"} 1.0")
              .contains("spendbreaker_calls_unpriced_total{model=\"a-model-nobody-knows\"} 1.0");
        });
    // a decision is counted before the transaction that makes it is over, and checks see it after
    Eventually.gives(
        TIMEOUT, "kill", () -> get(address() + "/v1/check?agent=spender").path("action").asText());
  }

  private static void produce(byte[] record) {
    KAFKA.produce(new ProducerRecord<>(SPANS, null, record));
  }

  @Test
  void shouldCountWhatHappenedAndNameNoAgent() throws Exception {
    assertThat(metrics())
        .contains("spendbreaker_spans_total 5.0")
        .contains("spendbreaker_charges_total{change=\"added\"} 3.0")
        .contains("spendbreaker_charges_total{change=\"taken_back\"} 0.0")
        .contains("spendbreaker_spend_usd_total{change=\"added\"} 2.5")
        .contains("spendbreaker_policies{mode=\"enforce\"} 1.0")
        .contains("spendbreaker_span_to_decision_seconds_count 1")
        .contains("spendbreaker_check_seconds_count{status=\"403\"} 1")
        .contains("spendbreaker_ready 1.0")
        .contains("kafka_stream_alive_stream_threads")
        .doesNotContain("spender");
    assertThat(metrics().lines().filter(line -> !line.startsWith("#")).count())
        .as("series, of which there are few whatever is spent")
        .isLessThan(250);
  }

  @Test
  void shouldPassPromtool() throws Exception {
    promtool("check", "config", "prometheus.yml");
    promtool("check", "rules", "alerts.yml");
    promtool("test", "rules", "alerts.test.yml");
  }

  @Test
  void shouldAnswerEveryQueryOfTheDashboardsAndAlerts() throws Exception {
    int port = Free.port();
    try (ChildProcess prometheus = prometheus(port)) {
      String query = "http://127.0.0.1:" + port + "/api/v1/query?query=";
      Eventually.holds(
          TIMEOUT,
          () ->
              assertThat(samples(query, "count_over_time(up{job=\"spendbreaker\"}[1m]) >= 5"))
                  .as(prometheus.output())
                  .isPositive());
      for (String asked : queriesOfDashboards()) {
        if (MAY_BE_EMPTY.stream().noneMatch(asked::contains)) {
          Eventually.holds( // where a scrape came to nothing, so does a query, until the next
              TIMEOUT, () -> assertThat(samples(query, asked)).as(asked).isPositive());
        }
      }
      for (JsonNode rule :
          get("http://127.0.0.1:" + port + "/api/v1/rules").findValues("rules").get(0)) {
        samples(query, rule.path("query").asText());
      }
    }
  }

  /** As documented, but every second, and of our application. */
  private static ChildProcess prometheus(int port) throws IOException {
    Path config = directory.resolve("prometheus.yml");
    Files.copy(FILES.resolve("alerts.yml"), directory.resolve("alerts.yml"));
    Files.writeString(
        config,
        Files.readString(FILES.resolve("prometheus.yml"))
            .replace("15s", "1s")
            .replace("127.0.0.1:8080", "127.0.0.1:" + application.httpPort()));
    return ChildProcess.start(
        directory.resolve("prometheus.log"),
        directory,
        List.of(
            ExternalPrograms.prometheus("prometheus").toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port));
  }

  private static List<String> queriesOfDashboards() throws IOException {
    List<String> queries = new ArrayList<>();
    try (Stream<Path> dashboards = Files.list(FILES.resolve("dashboards"))) {
      for (Path dashboard : dashboards.toList()) {
        new ObjectMapper()
            .readTree(dashboard.toFile())
            .findValuesAsText("expr")
            .forEach(expression -> queries.add(expression.replace("$__rate_interval", "1m")));
      }
    }
    assertThat(queries).isNotEmpty();
    return queries;
  }

  /** How many samples a query gives; it has to be one. */
  private static int samples(String query, String expression) throws Exception {
    JsonNode answer = get(query + URLEncoder.encode(expression, UTF_8));
    assertThat(answer.path("status").asText())
        .as("%s: %s", expression, answer)
        .isEqualTo("success");
    return answer.at("/data/result").size();
  }

  private static JsonNode get(String uri) throws Exception {
    return new ObjectMapper().readTree(text(uri));
  }

  private static String text(String uri) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
        .body();
  }

  private static String metrics() throws Exception {
    return text(address() + "/metrics");
  }

  private static String address() {
    return "http://127.0.0.1:" + application.httpPort();
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ExternalPrograms.prometheus("promtool").toString());
    command.addAll(List.of(arguments));
    try (ChildProcess promtool =
        ChildProcess.start(Files.createTempFile(directory, "promtool", ".txt"), FILES, command)) {
      assertThat(promtool.awaitExit(60)).as(promtool.output()).isZero();
    }
  }
}
