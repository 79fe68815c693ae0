package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The application is killed, not closed, in the middle of a stream; nothing is lost or doubled. */
@Tag("integration")
class CrashTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final int SPANS = 50_000;
  private static final int SPANS_PER_TRACE = 10;
  private static final int AGENTS = 7;
  private static final int TEAMS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private static final String POLICY =
      """
      {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 3.00},
       "warnAt": [0.25, 0.5, 0.75], "onBreach": "block"}""";

  @TempDir Path directory;

  /** What each agent must have spent, worked out while the spans are made. */
  private final Map<String, BigDecimal> expectedUsd = new TreeMap<>();

  private final Map<String, BigDecimal> expectedUsdOfTeams = new TreeMap<>();
  private final Map<String, Integer> expectedCalls = new TreeMap<>();
  private final int httpPort = Free.port();
  private final int otlpPort = Free.port();
  private final ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + httpPort));

  @Test
  void shouldHaveExactTotalsAfterBeingKilledInTheMiddleOfAStream() throws Exception {
    // given a policy that is breached on the way, and 50,000 spans of which a fifth come twice
    List<byte[]> messages = messages(new Random(42));
    int third = messages.size() / 3;
    try (ChildProcess first = start()) {
      Eventually.holds(TIMEOUT, () -> api.putPolicy("each", POLICY.getBytes(UTF_8)));

      // when the process is killed twice while they flow
      produce(messages.subList(0, third));
      Eventually.holds(TIMEOUT, () -> assertThat(callsSeen()).isPositive());
      first.kill();
    }
    try (ChildProcess second = start()) {
      produce(messages.subList(third, 2 * third));
      int before = callsAtRest();

      // and, the second time, while known traces feed the ledgers of a shape that is new
      byte[] ofTeams = POLICY.replace("agent", "team").getBytes(UTF_8);
      Eventually.holds(TIMEOUT, () -> api.putPolicy("each-team", ofTeams));
      produce(messages.subList(2 * third, messages.size()));
      Eventually.holds(TIMEOUT, () -> assertThat(callsSeen()).isGreaterThan(before));
      second.kill();
    }

    // then nothing is lost or doubled
    try (ChildProcess last = start()) {
      Eventually.holds(TIMEOUT, () -> assertThat(spent("agent")).isEqualTo(expectedUsd));
      Eventually.holds(TIMEOUT, () -> assertThat(spent("team")).isEqualTo(expectedUsdOfTeams));
      assertThat(calls()).isEqualTo(expectedCalls);
      assertSequencesWithoutGap();
      assertThat(last.stop(30)).isEqualTo(143);
    }
  }

  private ChildProcess start() throws Exception {
    return ChildProcess.start(
        directory.resolve("output.log"),
        "run",
        "--bootstrap-servers=" + KAFKA.bootstrapServers(),
        "--application-id=crash-test",
        "--spans-topic=crash-spans",
        "--policies-topic=crash-policies",
        "--prices-topic=crash-prices",
        "--decisions-topic=crash-decisions",
        "--rejects-topic=crash-rejects",
        "--state-dir=" + directory.resolve("state"),
        "--http-port=" + httpPort,
        "--otlp-port=" + otlpPort);
  }

  private List<byte[]> messages(Random random) {
    List<byte[]> messages = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int trace = 1; trace <= SPANS / SPANS_PER_TRACE; trace++) {
      byte[] message = trace(trace, now, random);
      messages.add(message);
      if (random.nextInt(5) == 0) {
        messages.add(message);
      }
    }
    Collections.shuffle(messages, random);
    return messages;
  }

  private byte[] trace(int trace, long now, Random random) {
    String agent = "agent-" + random.nextInt(AGENTS);
    String team = "team-" + random.nextInt(TEAMS);
    Spans spans = Spans.trace(trace, now).resource(Spans.text("team.id", team));
    IntStream.rangeClosed(1, SPANS_PER_TRACE)
        .forEach(
            id -> {
              BigDecimal usd = BigDecimal.valueOf(1 + random.nextInt(999), 6);
              expectedUsd.merge(agent, usd, BigDecimal::add);
              expectedUsdOfTeams.merge(team, usd, BigDecimal::add);
              expectedCalls.merge(agent, 1, Integer::sum);
              spans.call(id, agent, "task-" + trace % 50, usd.doubleValue());
            });
    return spans.toBytes();
  }

  private static void produce(List<byte[]> messages) {
    KAFKA.produceAll("crash-spans", messages);
  }

  private int callsSeen() throws Exception {
    return calls().values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many calls are counted once nothing moves any more. */
  private int callsAtRest() throws Exception {
    int[] last = {-1};
    Eventually.holds(
        TIMEOUT,
        () -> {
          int before = last[0];
          last[0] = callsSeen();
          Thread.sleep(300);
          assertThat(last[0]).isPositive().isEqualTo(before);
        });
    return last[0];
  }

  private Map<String, BigDecimal> spent(String dimension) throws Exception {
    Map<String, BigDecimal> spent = new TreeMap<>();
    for (JsonNode scope : scopes(dimension)) {
      spent.put(
          scope.path("scope").path(dimension).asText(),
          scope.path("totals").path("usd").decimalValue().setScale(6));
    }
    return spent;
  }

  private Map<String, Integer> calls() throws Exception {
    Map<String, Integer> calls = new TreeMap<>();
    for (JsonNode scope : scopes("agent")) {
      calls.put(
          scope.path("scope").path("agent").asText(), scope.path("totals").path("calls").asInt());
    }
    return calls;
  }

  private JsonNode scopes(String dimension) throws Exception {
    JsonNode page = api.scopes("dimension=" + dimension + "&limit=100");
    assertThat(page.has("missingPartitions")).as("some partition is not readable yet").isFalse();
    return page.path("scopes");
  }

  /** Each scope's decisions count 1, 2, 3 …, each once, and end where the totals say. */
  private void assertSequencesWithoutGap() {
    Map<String, List<Decision>> byScope = new TreeMap<>();
    List<ConsumerRecord<byte[], byte[]>> records =
        KAFKA.consumeUntil(
            "crash-decisions",
            read -> read.stream().filter(CrashTest::isBlock).count() >= AGENTS + TEAMS,
            TIMEOUT);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      byScope
          .computeIfAbsent(new String(record.key(), UTF_8), key -> new ArrayList<>())
          .add(DecisionDocuments.read(record.value()));
    }
    assertThat(byScope).hasSize(AGENTS + TEAMS);
    byScope.forEach(
        (scope, decisions) ->
            assertThat(decisions)
                .as(scope)
                .extracting(Decision::sequence)
                .containsExactlyElementsOf(
                    IntStream.rangeClosed(1, decisions.size()).mapToObj(Long::valueOf).toList()));
  }

  private static boolean isBlock(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8).contains("\"action\":\"block\"");
  }
}
