package dev.spendbreaker.gate;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
  private final RecentDecisions recent = new RecentDecisions();

  private void decide(String agent, int sequence) {
    recent.decided(decision(Scope.agent(agent), Action.WARN).sequence(sequence).build());
  }

  @Test
  void shouldGiveTheLatestOfThoseWantedFirst() {
    decide("a", 1);
    decide("b", 1);
    decide("a", 2);
    decide("a", 3);

    assertThat(recent.latest(decision -> decision.scope().equals(Scope.agent("a")), 2))
        .extracting(Decision::sequence)
        .containsExactly(3L, 2L);
  }

  @Test
  void shouldForgetTheOldestWhereThereAreMoreThanItKeeps() {
    IntStream.rangeClosed(1, RecentDecisions.CAPACITY + 5).forEach(each -> decide("a", each));

    var kept = recent.latest(any -> true, Integer.MAX_VALUE);

    assertThat(kept).hasSize(RecentDecisions.CAPACITY);
    assertThat(kept.get(kept.size() - 1).sequence()).isEqualTo(6);
  }

  @Test
  void shouldOrderByTimeHoweverTheyArrive() {
    decide("a", 3);
    decide("b", 1);
    decide("c", 2);

    assertThat(recent.latest(any -> true, 2))
        .extracting(decision -> decision.scope().key())
        .containsExactly("agent/a", "agent/c");
  }

  @Test
  void shouldKeepADecisionOnceThatComesAgain() {
    decide("a", 1);
    decide("a", 1);

    assertThat(recent.latest(any -> true, 2)).hasSize(1);
  }

  @Test
  void shouldForgetAllWhenTheTopicIsReadAnew() {
    decide("a", 1);

    recent.startedOver();

    assertThat(recent.latest(any -> true, 1)).isEmpty();
  }
}
