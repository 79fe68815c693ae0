package dev.spendbreaker.replay;

import static dev.spendbreaker.testing.Spans.number;
import static dev.spendbreaker.testing.Spans.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.topology.NewScopeLimit;
import dev.spendbreaker.topology.TopologySettings;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random spans through the whole topology under random policies, and the recording replayed: every
 * decision is the same, to its last field.
 */
class ReplayModelTest {
  private static final int ROUNDS = 10;
  private static final int EVENTS = 120;

  /** Windows whose buckets begin at whole steps of time, by step. */
  private static final Map<Duration, List<String>> WINDOWS =
      Map.of(
          Duration.ofSeconds(1),
          List.of(
              "\"lifetime\"",
              "{\"rolling\":\"PT1M\"}",
              "{\"rolling\":\"PT3M\"}",
              "{\"rolling\":\"PT10M\"}",
              "{\"calendar\":\"hour\",\"zone\":\"Asia/Kathmandu\"}"),
          Duration.ofMinutes(5),
          List.of(
              "\"lifetime\"",
              "{\"rolling\":\"PT6H\"}",
              "{\"rolling\":\"P1D\"}",
              "{\"rolling\":\"P7D\"}",
              "{\"calendar\":\"hour\",\"zone\":\"UTC\"}",
              "{\"calendar\":\"day\",\"zone\":\"America/New_York\"}",
              "{\"calendar\":\"week\",\"zone\":\"Europe/Paris\",\"startsOn\":\"wednesday\"}"));

  private static final List<String> SCOPES =
      List.of(
          "{\"agent\":\"*\"}",
          "{\"agent\":\"a0\"}",
          "{\"agent\":\"*\",\"task\":\"*\"}",
          "{\"agent\":\"a1\",\"task\":\"t0\"}",
          "{\"team\":\"*\"}",
          "{\"team\":\"blue\"}",
          "{\"agent\":\"*\",\"model\":\"*\"}",
          "{\"team\":\"*\",\"model\":\"big\"}");

  private static final Dimensions DIMENSIONS = Dimensions.with(List.of("team"));

  @Test
  void shouldDecideWhatWasDecided() {
    int decided = 0;
    for (long seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Duration step = seed % 2 == 0 ? Duration.ofSeconds(1) : Duration.ofMinutes(5);
      Map<String, String> policies = policies(step, random);
      try (Recorded recorded = new Recorded(settings(step), step)) {
        // given policies from the beginning, and what was decided under them
        policies.forEach(recorded::policy);
        play(recorded, random);

        // when the same messages are replayed under the same policies
        Outcome outcome =
            replay(recorded, parsed(policies), settings(step), Pipeline.START.toEpochMilli());

        // then
        assertThat(byScope(outcome))
            .as("seed %s, %s", seed, policies)
            .isEqualTo(recorded.decisions());
        decided += outcome.decisions().size();
      }
    }
    assertThat(decided).isGreaterThan(40 * ROUNDS);
  }

  @Test
  void shouldDecideWhatWasDecidedUnderPoliciesThatCameInTheMiddle() {
    int decided = 0;
    for (long seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Duration step = seed % 2 == 0 ? Duration.ofSeconds(1) : Duration.ofMinutes(5);
      String scope = seed % 3 == 0 ? "{\"agent\":\"*\"}" : "{\"agent\":\"*\",\"task\":\"*\"}";
      String policy = policy(scope, step, random);
      try (Recorded recorded = new Recorded(settings(step), step)) {
        // given a policy that comes when much was spent; a sweep applies it with the next step
        play(recorded, random);
        recorded.policy("p0", policy);
        recorded.goOn(1);
        long from = recorded.nowMillis();
        play(recorded, random);

        // when all is replayed with the policy from then on
        Outcome outcome = replay(recorded, parsed(Map.of("p0", policy)), settings(step), from);

        // then
        assertThat(byScope(outcome))
            .as("seed %s, %s", seed, policy)
            .isEqualTo(recorded.decisions());
        assertThat(outcome.fromMillis()).isEqualTo(from);
        decided += outcome.decisions().size();
      }
    }
    assertThat(decided).isGreaterThan(5 * ROUNDS);
  }

  /** Idle scopes are forgotten within a test of long steps, and at the end of one. */
  private static TopologySettings settings(Duration step) {
    TopologySettings defaults = Pipeline.settings(Map.of("team", List.of("team.id")));
    ScopeRetention retention = new ScopeRetention(step.multipliedBy(50), step.multipliedBy(120));
    return new TopologySettings(
        defaults.applicationId(),
        defaults.spansTopic(),
        defaults.policiesTopic(),
        defaults.pricesTopic(),
        defaults.decisionsTopic(),
        defaults.logsTopic(),
        defaults.rejectsTopic(),
        defaults.partitions(),
        defaults.traceRetention(),
        defaults.maxSpansPerTrace(),
        retention,
        NewScopeLimit.NONE,
        defaults.maxRecordBytes(),
        defaults.usage());
  }

  private static Outcome replay(
      Recorded recorded, List<Policy> policies, TopologySettings settings, long fromMillis) {
    Replay replay =
        new Replay(Recorded.replaySettings(settings), Pipeline.PRICES, policies, fromMillis);
    recorded.messages().forEach(replay::take);
    return replay.end(recorded.nowMillis());
  }

  private static Map<String, List<Decision>> byScope(Outcome outcome) {
    Map<String, List<Decision>> byScope = new TreeMap<>();
    outcome.scopes().forEach(scope -> byScope.put(scope.scope().key(), scope.decisions()));
    return byScope;
  }

  /** As the topology reads them: each stands in its topic behind the one before. */
  private static List<Policy> parsed(Map<String, String> policies) {
    List<Policy> parsed = new ArrayList<>();
    policies.forEach(
        (id, json) ->
            parsed.add(
                PolicyDocuments.parse(id, json.getBytes(UTF_8), parsed.size() + 1, DIMENSIONS)));
    return parsed;
  }

  /** Of different scopes, so that each change is the first that a scope hears of. */
  private static Map<String, String> policies(Duration step, Random random) {
    Map<String, String> policies = new LinkedHashMap<>();
    for (String scope : SCOPES) {
      if (random.nextInt(3) > 0) {
        policies.put("p" + policies.size(), policy(scope, step, random));
      }
      if (scope.contains("*") && random.nextInt(3) == 0) {
        policies.put("p" + policies.size(), policy(scope, step, random));
      }
    }
    return policies;
  }

  private static String policy(String scope, Duration step, Random random) {
    StringBuilder json = new StringBuilder("{\"version\":1,\"scope\":" + scope);
    json.append(",\"limit\":").append(limit(random));
    json.append(",\"window\":").append(pick(WINDOWS.getOrDefault(step, List.of()), random));
    json.append(",\"warnAt\":").append(pick(List.of("[]", "[0.5]", "[0.25,0.5,0.9]"), random));
    json.append(",\"onBreach\":")
        .append(pick(List.of("\"warn\"", "\"block\"", "\"kill\""), random));
    maybe(json, ",\"latch\":true", 6, random);
    maybe(json, ",\"mode\":\"shadow\"", 6, random);
    maybe(json, ",\"precedence\":\"override\"", 6, random);
    maybe(json, ",\"onUnpriced\":\"block\"", 4, random);
    maybe(json, ",\"countFrom\":\"" + later(step, random) + "\"", 5, random);
    maybe(json, ",\"expiresAt\":\"" + later(step, random) + "\"", 6, random);
    String grant = "{\"id\":\"g\",\"amount\":1,\"expiresAt\":\"" + later(step, random) + "\"}";
    maybe(json, ",\"grants\":[" + grant + "]", 4, random);
    return json.append('}').toString();
  }

  private static String limit(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> "{\"calls\":" + (1 + random.nextInt(20)) + "}";
      case 1 -> "{\"tokens\":" + (1 + random.nextInt(5_000)) + "}";
      default -> "{\"usd\":" + (1 + random.nextInt(60)) / 10.0 + "}";
    };
  }

  private static String later(Duration step, Random random) {
    return Pipeline.START.plus(step.multipliedBy(1 + random.nextInt(200))).toString();
  }

  private static void maybe(StringBuilder json, String field, int oneIn, Random random) {
    if (random.nextInt(oneIn) == 0) {
      json.append(field);
    }
  }

  private static <T> T pick(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  /** Mostly a message at once, at times a long silence. */
  private static void play(Recorded recorded, Random random) {
    for (int i = 0; i < EVENTS; i++) {
      switch (random.nextInt(30)) {
        case 0 -> recorded.goOn(random.nextInt(150));
        case 1, 2, 3, 4, 5 -> recorded.goOn(1 + random.nextInt(10));
        case 6 -> recorded.message("not a message of spans".getBytes(UTF_8));
        default -> recorded.message(message(recorded, random));
      }
    }
    recorded.goOn(130);
  }

  /** Spans of one of few traces, whose agents come late, come again, and say odd times. */
  private static byte[] message(Recorded recorded, Random random) {
    long age = random.nextInt(4) == 0 ? random.nextLong(86_400_000) : random.nextLong(3_000);
    long end = recorded.nowMillis() + (random.nextInt(8) == 0 ? random.nextLong(600_000) : -age);
    Spans spans = Spans.trace(1 + random.nextInt(12), end);
    if (random.nextBoolean()) {
      spans.resource(text("team.id", random.nextBoolean() ? "blue" : "red"));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      addSpan(spans, random);
    }
    return spans.toBytes();
  }

  private static void addSpan(Spans spans, Random random) {
    long id = 1 + random.nextLong(400);
    if (id <= 3) {
      spans.agent(id, 0, "a" + random.nextInt(3));
      return;
    }
    List<KeyValue> call = new ArrayList<>();
    call.add(text("gen_ai.operation.name", "chat"));
    call.add(text("gen_ai.provider.name", "acme"));
    call.add(text("gen_ai.request.model", random.nextInt(6) == 0 ? "unknown" : "big"));
    call.add(text("gen_ai.agent.name", "a" + random.nextInt(3)));
    call.add(text("gen_ai.conversation.id", "t" + random.nextInt(3)));
    call.add(number("gen_ai.usage.input_tokens", random.nextInt(200_000)));
    call.add(number("gen_ai.usage.output_tokens", random.nextInt(100)));
    if (random.nextInt(3) == 0) {
      call.add(Spans.cost(random.nextInt(500) / 1000.0));
    }
    spans.add(id, random.nextInt(4), call.toArray(new KeyValue[0]));
  }

  /** The alignment that these tests rest on. */
  @Test
  void shouldBeginAtAWholeStep() {
    for (Duration step : WINDOWS.keySet()) {
      assertThat(Pipeline.START.toEpochMilli() % step.toMillis()).isZero();
    }
  }
}
