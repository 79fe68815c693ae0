package dev.spendbreaker.replay;

import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.testing.DecisionBuilder;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreviewTest {
  private static final long FROM = 1_000;
  private static final long TO = 9_000;
  private static final Policy EACH_AGENT = policy("p").agent("*").usd("1").build();

  private static Decision decision(String agent, Action action, long millis) {
    return DecisionBuilder.decision(Scope.agent(agent), action).decidedAt(millis).build();
  }

  private static ReplayedScope scope(String agent, Decision... decisions) {
    return new ReplayedScope(Scope.agent(agent), List.of(decisions), null);
  }

  private static Preview preview(List<ReplayedScope> scopes, ActualDecisions actual) {
    Intake intake = new Intake(3, 3, 0, 0, 0, List.of());
    Outcome outcome = new Outcome(FROM, TO, intake, Usage.ZERO, Usage.ZERO, scopes);
    return Preview.of(
        EACH_AGENT,
        new Report(
            "topic spans",
            List.of(EACH_AGENT),
            "book",
            0,
            null,
            true,
            outcome,
            Comparison.of(outcome, actual),
            List.of()));
  }

  private static List<String> told(Preview preview) {
    return preview.scopes().stream()
        .map(each -> each.scope().key() + " " + told(each.whatIf()) + " " + told(each.actual()))
        .toList();
  }

  private static String told(Preview.@Nullable Strictest strictest) {
    return strictest == null ? "-" : strictest.action().text() + "@" + strictest.atMillis();
  }

  @Test
  void shouldTellTheStrictestOfEachScopeAndWhenItWasFirst() {
    Preview preview =
        preview(
            List.of(
                scope("fine", decision("fine", Action.ALLOW, 2_000)),
                scope("late", decision("late", Action.BLOCK, 6_000)),
                scope(
                    "early",
                    decision("early", Action.WARN, 2_000),
                    decision("early", Action.BLOCK, 3_000),
                    decision("early", Action.ALLOW, 4_000),
                    decision("early", Action.BLOCK, 5_000)),
                scope("warned", decision("warned", Action.WARN, 2_500)),
                scope("killed", decision("killed", Action.KILL, 8_000))),
            new ActualDecisions(FROM, TO));

    assertThat(told(preview))
        .containsExactly(
            "agent/killed kill@8000 -",
            "agent/early block@3000 -",
            "agent/late block@6000 -",
            "agent/warned warn@2500 -");
    assertThat(preview.allowed()).isEqualTo(1);
  }

  @Test
  void shouldTellBesideItWhatWasDecidedAndWhatWasInForceBefore() {
    ActualDecisions actual = new ActualDecisions(FROM, TO);
    actual.decided(decision("was-blocked", Action.BLOCK, 500));
    actual.decided(decision("was-blocked", Action.WARN, 2_000));
    actual.decided(decision("only-now", Action.WARN, 3_000));

    Preview preview =
        preview(
            List.of(
                scope("was-blocked", decision("was-blocked", Action.ALLOW, 2_000)),
                scope("only-then", decision("only-then", Action.BLOCK, 4_000))),
            actual);

    assertThat(told(preview))
        .containsExactly(
            "agent/only-then block@4000 -",
            "agent/was-blocked - block@1000",
            "agent/only-now - warn@3000");
    assertThat(preview.allowed()).isZero();
  }

  @Test
  void shouldCountAsRefusedOnlyWhatScopesOfThePolicySpent() {
    Usage cents = Usage.priced(new Tokens(1, 1, 0, 0, 0), 10_000_000);
    Decision refused = decision("a", Action.BLOCK, 2_000);
    Scope task = Scope.task("a", "t");
    Decision taskRefused = DecisionBuilder.decision(task, Action.BLOCK).decidedAt(2_000).build();

    Preview preview =
        preview(
            List.of(
                new ReplayedScope(
                    Scope.agent("a"), List.of(refused), new Refusal(refused, cents, cents)),
                new ReplayedScope(
                    task, List.of(taskRefused), new Refusal(taskRefused, cents, cents))),
            new ActualDecisions(FROM, TO));

    assertThat(preview.refused()).isEqualTo(cents);
    assertThat(told(preview)).containsExactly("agent/a block@2000 -");
  }
}
