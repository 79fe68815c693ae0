package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.Schemas;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an application decided, and the topic it read replayed. */
@Tag("integration")
class ReplayCommandIntegrationTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MESSAGES = 300;
  private static final int AGENTS = 5;

  private static final String POLICY =
      """
      {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 2.00},
       "warnAt": [0.25, 0.5, 0.75], "onBreach": "block"}""";

  private static final String CALLS_OF_TASKS =
      """
      {"version": 1, "scope": {"agent": "*", "task": "*"}, "limit": {"calls": 40},
       "window": {"rolling": "PT1H"}, "onBreach": "kill"}""";

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldDecideWhatTheApplicationDecidedAndSayWhereOtherPoliciesDiffer() throws Exception {
    // given an application that decided about a few hundred messages, one of which is none
    runApplication();
    Map<String, List<String>> decided = decided();
    Map<String, Long> endsBefore = ends();
    Path policies = policies(POLICY);

    // when they are replayed under the same policy
    JsonNode same = replay(policies);

    // then all is decided as it was, down to the spans that led to it
    assertThat(byScope(same.path("scopes"))).isEqualTo(decided);
    assertThat(byScope(same.at("/comparison/scopes"))).isEqualTo(decided);
    assertThat(same.at("/comparison/scopes"))
        .hasSize(2 * AGENTS)
        .allSatisfy(
            scope -> {
              assertThat(scope.has("refusedAt")).isTrue();
              assertThat(scope.has("whatIfRefusedAt")).isTrue();
            });
    assertThat(same.at("/intake/messages").asInt()).isEqualTo(MESSAGES + 1);
    assertThat(same.at("/intake/rejected").asInt()).isEqualTo(1);
    assertThat(same.at("/intake/rejects/0/place").asText()).startsWith("replay-spans-");

    // and under a stricter one more calls would not have been made
    JsonNode stricter = replay(policies(POLICY.replace("2.00", "1.00")));
    assertThat(usd(stricter, "/refused/usd")).isGreaterThan(usd(same, "/refused/usd"));
    assertThat(usd(stricter, "/spent/usd")).isEqualByComparingTo(usd(same, "/spent/usd"));

    // and nothing was written, and no group is left
    assertThat(ends()).isEqualTo(endsBefore);
    assertThat(KAFKA.admin().listGroups().all().get())
        .extracting(GroupListing::groupId)
        .filteredOn(group -> group.startsWith("replay"))
        .filteredOn(group -> !group.equals("replay-test-webhooks"))
        .containsExactly("replay-test");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldSayThatThereIsNoSuchTopicOrNothingInIt() throws Exception {
    KAFKA.createTopic("replay-empty-spans", 2);
    Path policies = policies(POLICY);

    assertThat(run("replay-absent", policies)).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString()).contains("there is no topic 'replay-absent-spans'");
    err.getBuffer().setLength(0);

    assertThat(run("replay-empty", policies)).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString())
        .contains("topic 'replay-empty-spans' holds no message of the period")
        .contains("it holds none at all");
  }

  /** With one partition of everything, as the order of calls decides which one is too much. */
  private void runApplication() throws Exception {
    KAFKA.createTopic("replay-spans", 1);
    Settings settings =
        Settings.load(
            Map.of(
                "bootstrap.servers", KAFKA.bootstrapServers(),
                "application.id", "replay-test",
                "spans.topic", "replay-spans",
                "policies.topic", "replay-policies",
                "prices.topic", "replay-prices",
                "decisions.topic", "replay-decisions",
                "rejects.topic", "replay-rejects",
                "state.dir", directory.resolve("state").toString(),
                "http.port", "0",
                "otlp.port", "0"),
            Map.of("SPENDBREAKER_INTERNAL_PARTITIONS", "1"),
            null);
    try (Application application = Application.start(settings)) {
      Eventually.gives(TIMEOUT, List.of(), application::notReady);
      ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + application.httpPort()));
      api.putPolicy("each", POLICY.getBytes(UTF_8));
      api.putPolicy("tasks", CALLS_OF_TASKS.getBytes(UTF_8));
      send(new Random(7));
      Eventually.gives(TIMEOUT, MESSAGES, () -> calls(api));
    }
  }

  private static void send(Random random) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 1; i <= MESSAGES; i++) {
      double usd = random.nextInt(100) / 1000.0;
      Spans trace = Spans.trace(i, System.currentTimeMillis());
      messages.add(trace.call(i, "agent-" + i % AGENTS, "t", usd).toBytes());
    }
    messages.add("no spans".getBytes(UTF_8));
    KAFKA.produceAll("replay-spans", messages);
  }

  private static int calls(ApiClient api) throws Exception {
    return StreamSupport.stream(api.scopes("dimension=agent").path("scopes").spliterator(), false)
        .mapToInt(scope -> scope.at("/totals/calls").asInt())
        .sum();
  }

  private static Map<String, List<String>> decided() {
    Map<String, List<String>> decided = new TreeMap<>();
    List<ConsumerRecord<byte[], byte[]>> records =
        KAFKA.consumeUntil(
            "replay-decisions",
            read ->
                read.stream().filter(ReplayCommandIntegrationTest::isRefusal).count() >= 2 * AGENTS,
            TIMEOUT);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Decision decision = DecisionDocuments.read(record.value());
      decided.computeIfAbsent(decision.scope().key(), key -> new ArrayList<>()).add(told(decision));
    }
    return decided;
  }

  private static boolean isRefusal(ConsumerRecord<byte[], byte[]> record) {
    return DecisionDocuments.read(record.value()).action().compareTo(Action.BLOCK) >= 0;
  }

  private static Map<String, List<String>> byScope(JsonNode scopes) {
    Map<String, List<String>> byScope = new TreeMap<>();
    for (JsonNode scope : scopes) {
      List<String> decisions = new ArrayList<>();
      for (JsonNode decision : scope.path("decisions")) {
        decisions.add(told(DecisionDocuments.read(decision.toString().getBytes(UTF_8))));
      }
      byScope.put(scope.path("key").asText(), decisions);
    }
    return byScope;
  }

  private static String told(Decision decision) {
    return decision.sequence()
        + " "
        + decision.action()
        + " "
        + decision.reason()
        + " "
        + decision.trigger();
  }

  private JsonNode replay(Path policies) throws Exception {
    out.getBuffer().setLength(0);
    assertThat(run("replay", policies, "--json")).as(err.toString()).isEqualTo(ExitCode.OK);
    assertThat(Schemas.errors(Schemas.REPLAY, out.toString())).isEmpty();
    return new ObjectMapper().readTree(out.toString());
  }

  private int run(String topics, Path policies, String... more) {
    List<String> args = new ArrayList<>(List.of("replay", "--policies=" + policies));
    args.add("--bootstrap-servers=" + KAFKA.bootstrapServers());
    for (String topic : List.of("spans", "policies", "prices", "decisions", "rejects")) {
      args.add("--" + topic + "-topic=" + topics + "-" + topic);
    }
    args.addAll(List.of(more));
    return SpendbreakerCommand.execute(
        SpendbreakerCommand.of(new ReplayCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true)),
        args.toArray(new String[0]));
  }

  /** Where each partition of each topic ends. */
  private static Map<String, Long> ends() throws Exception {
    Map<String, Long> ends = new TreeMap<>();
    for (String topic : List.of("spans", "policies", "prices", "decisions", "rejects")) {
      TopicPartition first = new TopicPartition("replay-" + topic, 0);
      ends.put(
          topic,
          KAFKA
              .admin()
              .listOffsets(Map.of(first, OffsetSpec.latest()))
              .partitionResult(first)
              .get()
              .offset());
    }
    return ends;
  }

  private static BigDecimal usd(JsonNode document, String pointer) {
    return document.at(pointer).decimalValue();
  }

  private Path policies(String each) throws Exception {
    return Files.writeString(
        directory.resolve("policies.json"),
        "[" + withId("each", each) + "," + withId("tasks", CALLS_OF_TASKS) + "]");
  }

  private static String withId(String id, String policy) {
    return "{\"id\": \"" + id + "\"," + policy.substring(1);
  }
}
