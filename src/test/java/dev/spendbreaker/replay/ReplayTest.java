package dev.spendbreaker.replay;

import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.CalendarWindow;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");

  private long trace;

  @Test
  void shouldTellWhatWasSpentAfterTheFirstRefusalAndWhileRefused() {
    // given 1 USD an hour: reached with the second call, and free again an hour after the first
    Replay replay = replay(null, policy("p").usd("1").rolling(Duration.ofHours(1)).build());
    call(replay, 0, "a", 0.60);
    call(replay, 10, "a", 0.50);
    call(replay, 20, "a", 0.30);
    call(replay, 65, "a", 0.10);

    ReplayedScope agent = only(replay.end(at(70)));

    assertThat(agent.decisions())
        .extracting(Decision::action)
        .containsExactly(Action.ALLOW, Action.BLOCK, Action.ALLOW, Action.WARN);
    Refusal refusal = Objects.requireNonNull(agent.refusal());
    assertThat(refusal.first().decidedAtMillis()).isEqualTo(at(10));
    assertThat(refusal.spentAfter().costNanos()).isEqualTo(400_000_000);
    assertThat(refusal.spentWhileRefused().costNanos()).isEqualTo(300_000_000);
    assertThat(refusal.spentWhileRefused().calls()).isEqualTo(1);
  }

  @Test
  void shouldTellWhatTheCallsCostThatWouldNotHaveBeenMade() {
    // given an agent that is stopped, and one of whose tasks has a budget of its own
    Replay replay =
        replay(
            null,
            policy("agent").agent("a").usd("1").build(),
            policy("task").task("a", "vip").usd("100").override().build());
    call(replay, 0, "a", 1.00);
    call(replay, 1, "a", 0.25);
    call(replay, 2, "a", "vip", 0.50);
    call(replay, 3, "b", 2.00);

    Outcome outcome = replay.end(at(10));

    assertThat(outcome.spent().costNanos()).isEqualTo(3_750_000_000L);
    assertThat(outcome.refused().costNanos()).isEqualTo(250_000_000);
    assertThat(outcome.refused().calls()).isEqualTo(1);
  }

  @Test
  void shouldResetAtTheInstantItIsDueThoughNoMessageComes() {
    Replay replay =
        replay(null, policy("p").usd("1").calendar(CalendarWindow.Unit.HOUR, "UTC", 1).build());
    call(replay, 30, "a", 2.00);

    List<Decision> decisions = only(replay.end(at(24 * 60))).decisions();

    assertThat(decisions).extracting(Decision::action).containsExactly(Action.BLOCK, Action.ALLOW);
    assertThat(decisions.get(1).decidedAtMillis()).isEqualTo(at(60));
    assertThat(decisions.get(1).trigger()).isNull();
  }

  @Test
  void shouldCountInAWindowWhatWasSpentBeforeThePolicyAndDecideNothingBefore() {
    Replay replay = replay(at(30), policy("p").usd("1").rolling(Duration.ofHours(1)).build());
    call(replay, 0, "a", 5.00);
    call(replay, 10, "b", 0.10);

    Outcome outcome = replay.end(at(31));

    assertThat(outcome.scopes())
        .extracting(scope -> scope.scope().key() + " " + scope.decisions().get(0).action())
        .containsExactly("agent/a BLOCK", "agent/b ALLOW");
    assertThat(outcome.decisions())
        .allSatisfy(d -> assertThat(d.decidedAtMillis()).isEqualTo(at(30)));
    assertThat(outcome.fromMillis()).isEqualTo(at(30));
    assertThat(outcome.spent().costNanos()).as("spent in the period").isZero();
  }

  @Test
  void shouldStopAnAgentThatNeverSpent() {
    Replay replay = replay(null, policy("stop").agent("idle").usd("0").build());
    call(replay, 0, "a", 1.00);

    assertThat(only(replay.end(at(1))).scope()).isEqualTo(Scope.agent("idle"));
  }

  @Test
  void shouldCountAndShowWhatItCannotUseAndWhatComesAgain() {
    Replay replay = replay(null, policy("p").build());
    byte[] message = Spans.trace(1, at(0)).call(1, "a", "t", 0.5).broken().toBytes();
    replay.take(new Message("spans-0@7", at(0), message, null));
    replay.take(new Message("spans-0@8", at(1), message, null));
    replay.take(new Message("spans-1@3", at(2), new byte[] {1, 2, 3}, null));
    replay.take(new Message("spans-1@4", at(2), null, null));

    Intake intake = replay.end(at(3)).intake();

    assertThat(intake.messages()).isEqualTo(4);
    assertThat(intake.spans()).isEqualTo(2);
    assertThat(intake.duplicates()).isEqualTo(1);
    assertThat(intake.rejected()).isEqualTo(4);
    assertThat(intake.rejects())
        .extracting(Rejected::place)
        .containsExactly("spans-0@7", "spans-0@8", "spans-1@3", "spans-1@4");
    assertThat(intake.rejects().get(3).reason()).startsWith("empty record");
  }

  @Test
  void shouldTakeAMessageOfAnEarlierTimeAsArrivedWithTheLastOne() {
    Replay replay = replay(null, policy("p").usd("1").build());
    call(replay, 10, "a", 0.10);
    call(replay, 5, "a", 1.00);

    assertThat(only(replay.end(at(20))).decisions())
        .extracting(Decision::decidedAtMillis)
        .containsExactly(at(10), at(10));
  }

  private static Replay replay(@Nullable Long from, Policy... policies) {
    return new Replay(
        Recorded.replaySettings(Pipeline.settings()), Pipeline.PRICES, List.of(policies), from);
  }

  private void call(Replay replay, int minute, String agent, double usd) {
    call(replay, minute, agent, "t", usd);
  }

  private void call(Replay replay, int minute, String agent, String task, double usd) {
    trace++;
    byte[] message = Spans.trace(trace, at(minute)).call(1, agent, task, usd).toBytes();
    replay.take(new Message("message " + trace, at(minute), message, null));
  }

  private static ReplayedScope only(Outcome outcome) {
    assertThat(outcome.scopes()).hasSize(1);
    return outcome.scopes().get(0);
  }

  private static long at(int minute) {
    return NINE.plus(Duration.ofMinutes(minute)).toEpochMilli();
  }
}
