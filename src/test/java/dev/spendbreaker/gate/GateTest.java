package dev.spendbreaker.gate;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.testing.DecisionBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final List<Action> ACTIONS = List.of(Action.values());
  private static final Scope AGENT = Scope.agent("a1");
  private static final Scope TASK = Scope.task("a1", "t1");
  private static final Scope TEAM = Scope.of(Map.of("team", "blue"));
  private static final Map<String, String> CALL =
      Map.of("agent", "a1", "task", "t1", "team", "blue");

  private final AtomicLong nanos = new AtomicLong();
  private final Gate gate = ready(new Gate(false, Duration.ofSeconds(30), nanos::get));

  private static Gate ready(Gate gate) {
    gate.current(0);
    return gate;
  }

  private void decide(DecisionBuilder decision) {
    gate.decided(decision.record());
  }

  private void override(DecisionBuilder decision) {
    gate.decided(decision.overriding().record());
  }

  private @Nullable Scope ruling(Map<String, String> call) {
    Verdict verdict = gate.check(call).verdict();
    return verdict == null ? null : verdict.scope();
  }

  @Test
  void shouldAllowWhatNothingIsDecidedAgainst() {
    Check check = gate.check(CALL);

    assertThat(check.isAllowed()).isTrue();
    assertThat(check.action()).isEqualTo(Action.ALLOW);
    assertThat(check.verdict()).isNull();
  }

  @Test
  void shouldRefuseEveryCallOfABlockedAgentAndNoOther() {
    decide(decision(AGENT, Action.BLOCK));

    assertThat(gate.check(AGENT.values()).isAllowed()).isFalse();
    assertThat(gate.check(TASK.values()).isAllowed()).isFalse();
    assertThat(gate.check(CALL).isAllowed()).isFalse();
    assertThat(gate.check(Map.of("agent", "a2", "task", "t1")).isAllowed()).isTrue();
    assertThat(gate.check(Map.of("task", "a1")).isAllowed()).isTrue();
    assertThat(gate.check(Map.of()).isAllowed()).isTrue();
  }

  @Test
  void shouldRefuseOnlyTheTaskThatIsKilled() {
    decide(decision(TASK, Action.KILL));

    assertThat(gate.check(TASK.values()).action()).isEqualTo(Action.KILL);
    assertThat(gate.check(AGENT.values()).isAllowed()).isTrue();
    assertThat(gate.check(Map.of("agent", "a1", "task", "t2")).isAllowed()).isTrue();
    assertThat(gate.check(Map.of("agent", "a2", "task", "t1")).isAllowed()).isTrue();
  }

  @Test
  void shouldTakeTheStrictestOfTheScopesTheCallBelongsTo() {
    decide(decision(AGENT, Action.WARN));
    decide(decision(TASK, Action.BLOCK));
    decide(decision(TEAM, Action.KILL));

    assertThat(ruling(CALL)).isEqualTo(TEAM);
    assertThat(ruling(TASK.values())).isEqualTo(TASK);
    assertThat(ruling(AGENT.values())).isEqualTo(AGENT);
    assertThat(gate.check(AGENT.values()).isAllowed()).isTrue();
  }

  @Test
  void shouldTakeTheMostSpecificOfEquallyStrictOnes() {
    decide(decision(AGENT, Action.BLOCK).utilization("9"));
    decide(decision(TASK, Action.BLOCK));
    decide(decision(TEAM, Action.BLOCK).utilization("9"));

    assertThat(ruling(CALL)).isEqualTo(TASK);
  }

  @Test
  void shouldTakeTheMostUsedOfEquallySpecificOnes() {
    decide(decision(AGENT, Action.BLOCK).utilization("1.000001"));
    decide(decision(TEAM, Action.BLOCK).utilization("1.000002"));
    assertThat(ruling(CALL)).isEqualTo(TEAM);

    decide(decision(AGENT, Action.BLOCK).utilization(null));
    assertThat(ruling(CALL)).as("a limit of 0 is used up more than any").isEqualTo(AGENT);
  }

  @Test
  void shouldForgetADecisionThatIsWithdrawnReplacedOrTombstoned() {
    decide(decision(AGENT, Action.KILL));
    decide(decision(AGENT, Action.ALLOW).sequence(2));
    assertThat(gate.check(CALL)).isEqualTo(Check.CLEAR);

    decide(decision(AGENT, Action.KILL).sequence(3));
    decide(decision(AGENT, Action.WARN).sequence(4));
    assertThat(gate.check(CALL).action()).isEqualTo(Action.WARN);

    gate.forgotten(AGENT);
    gate.forgotten(TASK);
    assertThat(gate.check(CALL)).isEqualTo(Check.CLEAR);
  }

  @Test
  void shouldLetATaskThatOverridesReplaceItsAgent() {
    decide(decision(AGENT, Action.KILL));
    override(decision(TASK, Action.ALLOW));

    assertThat(gate.check(TASK.values()).action()).isEqualTo(Action.ALLOW);
    assertThat(ruling(TASK.values())).isEqualTo(TASK);
    assertThat(gate.check(Map.of("agent", "a1", "task", "t2")).action()).isEqualTo(Action.KILL);

    override(decision(TASK, Action.BLOCK).sequence(2));
    assertThat(gate.check(TASK.values()).action()).isEqualTo(Action.BLOCK);

    decide(decision(TASK, Action.ALLOW).sequence(3));
    assertThat(gate.check(TASK.values()).action()).isEqualTo(Action.KILL);
  }

  @Test
  void shouldNotLetATaskOverrideAScopeWithoutItsAgent() {
    decide(decision(TEAM, Action.BLOCK));
    decide(decision(Scope.of(Map.of("agent", "a1", "team", "blue")), Action.WARN));
    override(decision(TASK, Action.ALLOW));

    assertThat(ruling(CALL)).isEqualTo(TEAM);

    gate.forgotten(TEAM);
    assertThat(gate.check(CALL).action())
        .as("agent and team are no part of a task")
        .isEqualTo(Action.WARN);
  }

  @Test
  void shouldSayWhatTheDecisionSays() {
    Decision made =
        decision(TASK, Action.BLOCK)
            .sequence(17)
            .policy("hourly")
            .reason("because")
            .remaining(120_000_000)
            .utilization("0.976")
            .resetsAt(5_000)
            .build();
    gate.decided(new DecisionRecord(made, 0, 0));

    Verdict verdict = Objects.requireNonNull(gate.check(TASK.values()).verdict());

    assertThat(verdict.scope()).isEqualTo(TASK);
    assertThat(verdict.decisionId()).hasToString(made.decisionId());
    assertThat(verdict.policyId()).isEqualTo("hourly");
    assertThat(verdict.reason()).isEqualTo("because");
    assertThat(verdict.reasonCode()).isEqualTo("limit_reached");
    assertThat(verdict.remaining()).isEqualTo("0.12");
    assertThat(verdict.resetsAtMillis()).isEqualTo(5_000L);
  }

  @Test
  void shouldRefuseEverythingBeforeItIsReadyAndWhenItsKnowledgeIsTooOld() {
    Gate closed = new Gate(false, Duration.ofSeconds(30), nanos::get);
    assertThat(closed.isReady()).isFalse();
    assertThat(closed.ageMillis()).isEmpty();
    assertThat(closed.check(CALL).isUndecided()).isTrue();
    assertThat(closed.check(CALL).doubt()).isEqualTo("the decisions are still being read");

    closed.current(0);
    nanos.set(Duration.ofSeconds(30).toNanos());
    assertThat(closed.check(CALL).isAllowed()).isTrue();
    assertThat(closed.ageMillis()).hasValue(30_000);

    nanos.incrementAndGet();
    assertThat(closed.check(CALL).isUndecided()).isTrue();
    assertThat(closed.check(CALL).doubt()).isEqualTo("Kafka has told nothing for 30 seconds");

    closed.current(nanos.get());
    assertThat(closed.check(CALL).isAllowed()).isTrue();
  }

  @Test
  void shouldGoByWhatItKnowsWhereItFailsOpen() {
    Gate open = new Gate(true, Duration.ofSeconds(30), nanos::get);
    open.decided(decision(AGENT, Action.KILL).record());

    assertThat(open.check(CALL).action()).isEqualTo(Action.KILL);
    Check other = open.check(Map.of("agent", "a2"));
    assertThat(other.isAllowed()).isTrue();
    assertThat(other.doubt()).isNotNull();
  }

  @Test
  void shouldForgetAllWhenTheTopicIsReadAnew() {
    decide(decision(AGENT, Action.KILL));

    gate.startedOver();

    assertThat(gate.isReady()).isFalse();
    assertThat(gate.check(CALL).isUndecided()).isTrue();
    gate.current(nanos.get());
    assertThat(gate.check(CALL)).isEqualTo(Check.CLEAR);
  }

  /** Against a list of all decisions, searched one by one. */
  @Test
  void shouldAnswerAsANaiveSearchDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Scope, Decision> model = new HashMap<>();
    for (int step = 0; step < 5_000; step++) {
      Scope scope = Scope.of(dimensions(random, 1));
      if (random.nextInt(5) == 0) {
        model.remove(scope);
        gate.forgotten(scope);
      } else {
        Action action = ACTIONS.get(random.nextInt(ACTIONS.size()));
        DecisionBuilder made =
            decision(scope, action).utilization("0." + (1 + random.nextInt(99_999)));
        DecisionRecord record = (random.nextInt(4) == 0 ? made.overriding() : made).at(0, step);
        model.put(scope, record.decision());
        gate.decided(record);
      }
      Map<String, String> call = dimensions(random, 0);
      assertThat(gate.check(call).action())
          .as("seed %d, step %d, call %s", seed, step, call)
          .isEqualTo(naive(model, call));
    }
  }

  private static Map<String, String> dimensions(Random random, int atLeast) {
    Map<String, String> dimensions = new LinkedHashMap<>();
    while (dimensions.size() < atLeast || random.nextInt(3) > 0) {
      dimensions.put(
          List.of("agent", "task", "team").get(random.nextInt(3)), "v" + random.nextInt(3));
    }
    return dimensions;
  }

  private static Action naive(Map<Scope, Decision> model, Map<String, String> call) {
    List<Decision> found = new ArrayList<>();
    model.forEach(
        (scope, made) -> {
          if (call.entrySet().containsAll(scope.values().entrySet())) {
            found.add(made);
          }
        });
    return found.stream()
        .filter(one -> found.stream().noneMatch(other -> hides(other, one)))
        .map(one -> one.action())
        .max(Comparator.naturalOrder())
        .orElse(Action.ALLOW);
  }

  private static boolean hides(Decision other, Decision one) {
    Map<String, String> wide = one.scope().values();
    Map<String, String> narrow = other.scope().values();
    return other.overrides()
        && wide.containsKey("agent")
        && narrow.size() > wide.size()
        && narrow.entrySet().containsAll(wide.entrySet());
  }
}
