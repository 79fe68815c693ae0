package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Spans.text;
import static org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore;
import static org.apache.kafka.streams.state.Stores.keyValueStoreBuilder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.trace.TraceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits on new scopes: known ones go on as before, and nothing that was spent is lost. */
class NewScopesTest {
  private static final String OVERFLOW = "agent/%28overflow-0%29";

  private Pipeline pipeline = limited(0, 2);
  private long trace;

  private static Pipeline limited(int tasks, int others) {
    return new Pipeline(
        Pipeline.limited(Map.of("team", List.of("team.id")), new NewScopeLimit(tasks, others)));
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldChargeAgentsBeyondTheLimitToTheOverflow() {
    spend("a", "t", 1);
    spend("b", "t", 2);
    spend("c", "t", 4);
    spend("d", "t", 8);
    spend("a", "t", 16);

    assertThat(spent())
        .containsEntry("agent/a", 17_000L)
        .containsEntry("agent/b", 2_000L)
        .containsEntry(OVERFLOW, 12_000L)
        .containsEntry(OVERFLOW + "/task/%28overflow%29", 12_000L)
        .doesNotContainKeys("agent/c", "agent/d", "agent/c/task/t", "agent/d/task/t");
  }

  @Test
  void shouldGiveMoreScopesAnAccountInTheNextMinute() {
    for (String agent : List.of("a", "b", "c")) {
      spend(agent, "t", 1);
    }

    pipeline.advance(Duration.ofMinutes(1));
    for (String agent : List.of("c", "d", "e")) {
      spend(agent, "t", 1);
    }

    assertThat(agents(spent()))
        .isEqualTo(
            Map.of(
                "agent/a", 1_000L, "agent/b", 1_000L, "agent/c", 1_000L, "agent/d", 1_000L,
                OVERFLOW, 2_000L));
  }

  @Test
  void shouldGoOnHoldingKnownAgentsAgainstTheirPolicies() {
    pipeline.policy(
        "each",
        """
        {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 10}}""");
    spend("a", "t", 6);
    for (int agent = 0; agent < 100; agent++) {
      spend("flood-" + agent, "t", 1);
    }
    spend("a", "t", 6);

    assertThat(last("a").reason()).contains("spent 12");
    assertThat(last("(overflow-0)").reason()).contains("spent 10"); // 99 of them, one by one
  }

  @Test
  void shouldKeepTheAgentOfTasksBeyondTheLimit() {
    pipeline.close();
    pipeline = limited(2, 0);
    for (int task = 0; task < 5; task++) {
      spend("a", "t" + task, 1);
    }
    spend("a", "t0", 1);

    assertThat(spent())
        .isEqualTo(
            Map.of(
                "agent/a", 6_000L,
                "agent/a/task/t0", 2_000L,
                "agent/a/task/t1", 1_000L,
                "agent/a/task/%28overflow%29", 3_000L));
  }

  @Test
  void shouldLimitScopesOfOtherDimensionsThatAPolicyNames() {
    pipeline.close();
    pipeline = limited(0, 3);
    pipeline.policy(
        "teams",
        """
        {"version": 1, "scope": {"team": "*"}, "limit": {"usd": 1000}}""");
    for (int team = 0; team < 4; team++) {
      pipeline.spans(
          Spans.trace(++trace, pipeline.nowMillis())
              .call(1, 0, 1, text("team.id", "team-" + team), text("gen_ai.agent.name", "a"))
              .toBytes());
    }

    assertThat(spent())
        .containsEntry("agent/a", 4_000L)
        .containsEntry("team/team-0", 1_000L)
        .containsEntry("team/team-1", 1_000L)
        .containsEntry("team/%28overflow-0%29", 2_000L);
  }

  /** The call comes first and is the service's; its agent's span shows that it was another's. */
  @Test
  void shouldTakeBackFromTheOverflowWhatWasChargedThereThoughTheScopeIsKnownMeanwhile() {
    spend("a", "t", 1);
    spend("b", "t", 1);
    Spans late = Spans.trace(99, pipeline.nowMillis()).agent(1, 0, "a").call(2, 1, 4);
    List<byte[]> callThenAgent = late.oneByOneInReverse();
    pipeline.spans(callThenAgent.get(0)); // of "tests", which is one too many
    assertThat(spent()).containsEntry(OVERFLOW, 4_000L);
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.spans(Spans.trace(100, pipeline.nowMillis()).call(1, 0, 8).toBytes());
    assertThat(spent()).containsEntry("agent/tests", 8_000L);

    pipeline.spans(callThenAgent.get(1));

    assertThat(agents(spent()))
        .isEqualTo(
            Map.of("agent/a", 5_000L, "agent/b", 1_000L, "agent/tests", 8_000L, OVERFLOW, 0L));
  }

  @Test
  void shouldForgetWhatTracesChargedOnceTheyAreNoLongerCorrected() {
    for (String agent : List.of("a", "b", "c", "d")) {
      spend(agent, "t", 1);
    }
    assertThat(memories()).isEqualTo(2);

    pipeline.advance(Duration.ofMinutes(61));

    assertThat(memories()).isZero();
  }

  /** Whatever is known when, all that was spent stands somewhere, once. */
  @Test
  void shouldLoseAndDoubleNothingWhateverComes() {
    for (long seed = 0; seed < 20; seed++) {
      pipeline.close();
      pipeline = limited(1, 2);
      Random random = new Random(seed);
      List<byte[]> messages = new ArrayList<>();
      long dollars = 0;
      for (int i = 0; i < 60; i++) {
        int usd = 1 + random.nextInt(9);
        dollars += usd;
        messages.addAll(
            Spans.trace(++trace, pipeline.nowMillis())
                .agent(1, 0, "agent-" + random.nextInt(20))
                .call(2, 1, usd)
                .oneByOneInReverse());
      }
      Collections.shuffle(messages, random);
      for (byte[] message : messages) {
        pipeline.spans(message);
        pipeline.spans(message); // once more
        pipeline.advance(Duration.ofSeconds(random.nextInt(20)));
      }

      Map<String, Long> spent = spent();
      assertThat(agents(spent).values().stream().mapToLong(Long::longValue).sum())
          .as("seed %s: %s", seed, spent)
          .isEqualTo(dollars * 1_000);
      Map<String, Long> ofTasks = new TreeMap<>();
      agents(spent).keySet().forEach(agent -> ofTasks.put(agent, tasksOf(agent, spent)));
      assertThat(ofTasks).as("seed %s", seed).isEqualTo(agents(spent));
      assertThat(spent.values()).as("seed %s", seed).allMatch(amount -> amount >= 0);
    }
  }

  /** As after a restart: what decides is in the store. */
  @Test
  void shouldGoOnWhereItWasBeforeARestart() {
    KeyValueStore<Bytes, byte[]> store =
        keyValueStoreBuilder(
                inMemoryKeyValueStore(Names.NEW_SCOPE_STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    MockProcessorContext<String, byte[]> context = new MockProcessorContext<>(new Properties());
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    TraceId first = new TraceId(0, 1);
    TraceId second = new TraceId(0, 2);

    NewScopes before = newScopes(context);
    assertThat(before.admit(Scope.agent("a"), true, first, 0)).isEqualTo(Scope.agent("a"));
    assertThat(before.admit(Scope.agent("b"), true, first, 0)).isEqualTo(Scope.agent("b"));
    assertThat(before.admit(Scope.agent("c"), true, first, 0).key()).isEqualTo(OVERFLOW);

    NewScopes after = newScopes(context);
    assertThat(after.admit(Scope.agent("d"), true, second, 1).key()).isEqualTo(OVERFLOW);
    assertThat(after.admit(Scope.agent("c"), false, first, 60_000).key()).isEqualTo(OVERFLOW);
    assertThat(after.admit(Scope.agent("c"), true, second, 60_000)).isEqualTo(Scope.agent("c"));
  }

  private static NewScopes newScopes(MockProcessorContext<String, byte[]> context) {
    return new NewScopes(context, new NewScopeLimit(0, 2), 1, Duration.ofHours(1));
  }

  @Test
  void shouldKeepAnOverflowWhereItsScopesWouldBe() {
    for (int partition = 0; partition < 4; partition++) {
      Scope overflow = Scope.task("(overflow-" + partition + ")", "(overflow)");
      assertThat(LedgerPartitioner.partitionOf(overflow, 4)).isEqualTo(partition);
    }
    assertThat(LedgerPartitioner.partitionOf(Scope.agent("(overflow-x)"), 4)).isBetween(0, 3);
    assertThat(LedgerPartitioner.partitionOf(Scope.agent("(overflow-9999999999)"), 4))
        .isBetween(0, 3);
  }

  private void spend(String agent, String task, double usd) {
    pipeline.spans(Spans.trace(++trace, pipeline.nowMillis()).call(1, agent, task, usd).toBytes());
  }

  private Map<String, Long> spent() {
    return new TreeMap<>(ShapesTest.spent(pipeline));
  }

  private static Map<String, Long> agents(Map<String, Long> spent) {
    Map<String, Long> agents = new TreeMap<>(spent);
    agents.keySet().removeIf(key -> !key.matches("agent/[^/]*"));
    return agents;
  }

  private static long tasksOf(String agent, Map<String, Long> spent) {
    return spent.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(agent + "/task/"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private Decision last(String agent) {
    List<Decision> all = new ArrayList<>(pipeline.decisions());
    decided.addAll(all);
    return decided.stream()
        .filter(decision -> decision.scope().equals(Scope.agent(agent)))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private final List<Decision> decided = new ArrayList<>();

  private long memories() {
    long found = 0;
    KeyValueStore<Bytes, byte[]> store = pipeline.store(Names.NEW_SCOPE_STORE);
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        found += all.next().key.get()[0] == 2 ? 1 : 0;
      }
    }
    return found;
  }
}
