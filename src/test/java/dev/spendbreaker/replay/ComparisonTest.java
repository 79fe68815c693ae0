package dev.spendbreaker.replay;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.replay.Comparison.ComparedScope;
import dev.spendbreaker.replay.Comparison.Difference;
import dev.spendbreaker.usage.Usage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decision n is made at second n; the period is second 10 to 100. */
class ComparisonTest {
  private static final Scope A = Scope.agent("a");

  private final ActualDecisions actual = new ActualDecisions(10_000, 100_000);

  @Test
  void shouldTellWhetherTheFirstRefusalComesEarlierLaterOrAtAll() {
    assertThat(difference(20, 20)).isEqualTo(Difference.SAME);
    assertThat(difference(20, 21)).isEqualTo(Difference.SAME);
    assertThat(difference(20, 22)).isEqualTo(Difference.LATER);
    assertThat(difference(40, 22)).isEqualTo(Difference.EARLIER);
    assertThat(difference(0, 22)).isEqualTo(Difference.ONLY_WHAT_IF);
    assertThat(difference(22, 0)).isEqualTo(Difference.ONLY_ACTUAL);
    assertThat(difference(0, 0)).isEqualTo(Difference.NEVER_REFUSED);
  }

  @Test
  void shouldTakeAScopeThatWasRefusedBeforeAsRefusedFromTheStart() {
    actual.decided(refusal(5));
    actual.decided(decision(A, Action.ALLOW).sequence(30).build());

    ComparedScope scope = compare(refusal(50));

    assertThat(scope.actionBefore()).isEqualTo(Action.BLOCK);
    assertThat(scope.refusedAtMillis()).isEqualTo(10_000);
    assertThat(scope.actual()).extracting(Decision::sequence).containsExactly(30L);
    assertThat(scope.difference()).isEqualTo(Difference.LATER);
  }

  @Test
  void shouldForgetWhatWasDecidedBeforeAScopeWasForgotten() {
    actual.decided(refusal(5));
    actual.forgotten(A, 8_000);

    ComparedScope scope = compare(refusal(50));

    assertThat(scope.actionBefore()).isNull();
    assertThat(scope.difference()).isEqualTo(Difference.ONLY_WHAT_IF);
  }

  @Test
  void shouldLeaveOutWhatWasDecidedAfterThePeriod() {
    actual.decided(refusal(101));

    assertThat(compare(refusal(50)).actual()).isEmpty();
  }

  /** Of a scope that was refused at one second and would have been at another; 0 is never. */
  private static Difference difference(int was, int wouldBe) {
    ActualDecisions actual = new ActualDecisions(10_000, 100_000);
    actual.decided(decision(A, Action.ALLOW).sequence(11).build());
    if (was > 0) {
      actual.decided(refusal(was));
    }
    Decision[] replayed = wouldBe > 0 ? new Decision[] {refusal(wouldBe)} : new Decision[0];
    return Comparison.of(outcome(replayed), actual).scopes().get(0).difference();
  }

  private ComparedScope compare(Decision... replayed) {
    return Comparison.of(outcome(replayed), actual).scopes().get(0);
  }

  private static Decision refusal(int second) {
    return decision(A, Action.BLOCK).sequence(second).build();
  }

  private static Outcome outcome(Decision... decisions) {
    ScopeHistory history = new ScopeHistory(A);
    Arrays.stream(decisions).forEach(decision -> history.decided(decision, Usage.ZERO));
    Intake nothing = new Intake(0, 0, 0, 0, 0, List.of());
    return new Outcome(
        10_000, 100_000, nothing, Usage.ZERO, Usage.ZERO, List.of(history.end(Usage.ZERO)));
  }
}
