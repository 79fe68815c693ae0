package dev.spendbreaker.budget;

import static dev.spendbreaker.budget.Account.NOON;
import static dev.spendbreaker.budget.Account.usd;
import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Account account = new Account();

  @Test
  void shouldDecideNothingWithoutAPolicy() {
    account.spend("100");

    assertThat(account.decide()).isNull();
  }

  @Test
  void shouldDecideWhenAPolicyFirstGoverns() {
    account.spend("1").with(policy("p").usd("5"));

    Decision decision = decide();

    assertThat(decision.sequence()).isEqualTo(1);
    assertThat(decision.action()).isEqualTo(Action.ALLOW);
    assertThat(decision.previousAction()).isNull();
    assertThat(decision.reasonCode()).isEqualTo("within_limit");
    assertThat(decision.decidedAtMillis()).isEqualTo(NOON);
  }

  @Test
  void shouldDecideOncePerChange() {
    account.with(policy("p").usd("5")).spend("1");
    decide();

    account.spend("1");
    assertThat(account.decide()).isNull();

    account.spend("2.9");
    Decision warned = decide();
    assertThat(warned.sequence()).isEqualTo(2);
    assertThat(warned.previousAction()).isEqualTo(Action.ALLOW);
    assertThat(warned.action()).isEqualTo(Action.WARN);
    assertThat(account.decide()).isNull();

    account.spend("0.5");
    assertThat(decide().action()).isEqualTo(Action.BLOCK);
    account.spend("0.5");
    assertThat(account.decide()).isNull();
  }

  @Test
  void shouldDecideAtEachWarnLevelAndWhenABreachOnlyWarns() {
    account.with(policy("p").usd("10").warnAt("0.5", "0.8").onBreach(Action.WARN)).spend("5");
    assertThat(decide().reason()).endsWith(", passed 50%");

    account.spend("3");
    assertThat(decide().reason()).endsWith(", passed 80%");

    account.spend("2");
    assertThat(decide().reasonCode()).isEqualTo("limit_reached");
  }

  @Test
  void shouldDecideWhenAnotherPolicyGoverns() {
    account.with(policy("p").usd("5")).spend("5");
    decide();

    account.with(policy("a").usd("5"));

    Decision decision = decide();
    assertThat(decision.action()).isEqualTo(Action.BLOCK);
    assertThat(Objects.requireNonNull(decision.policy()).policyId()).isEqualTo("a");
  }

  @Test
  void shouldNotDecideWhenOnlyTheRevisionChanges() {
    account.with(policy("p").usd("5").warnAt("0.5")).spend("3");
    decide();

    account.with(policy("p").revision(2).usd("5").warnAt("0.50"));

    assertThat(account.decide()).isNull();
  }

  @Test
  void shouldDecideWhenTheLastPolicyIsDeleted() {
    account.with(policy("p").usd("5")).spend("5");
    decide();

    account.policies.remove("p");

    Decision decision = decide();
    assertThat(decision.action()).isEqualTo(Action.ALLOW);
    assertThat(decision.previousAction()).isEqualTo(Action.BLOCK);
    assertThat(decision.reasonCode()).isEqualTo("no_policy");
    assertThat(decision.reason()).isEqualTo("no policy governs this scope");
    assertThat(decision.policy()).isNull();
    assertThat(account.decide()).isNull();
  }

  @Test
  void shouldDecideWhenTimeAloneReleases() {
    account.with(policy("p").usd("5").rolling(HOUR)).spend("5");
    decide();

    account.now = account.evaluate().nextChangeMillis();

    assertThat(decide().action()).isEqualTo(Action.ALLOW);
  }

  @Test
  void shouldSayWhatAShadowPolicyWouldDo() {
    account.with(policy("p").usd("5").warnAt("0.8").shadow()).spend("4");
    Decision warned = decide();
    assertThat(warned.action()).isEqualTo(Action.ALLOW);
    assertThat(warned.reason())
        .isEqualTo("would warn: spent 4.00 USD of 5.00 in total (80.0%), passed 80%");

    account.spend("1");
    assertThat(decide().reason())
        .isEqualTo("would block: spent 5.00 USD of 5.00 in total (100.0%)");
  }

  @Test
  void shouldServeTheLastDecisionAgain() {
    account.with(policy("p").usd("5").rolling(HOUR)).charge(usd("5"), NOON);
    Trigger trigger =
        new Trigger("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "m", 5, 6);
    ScopeState state = account.state();
    Evaluation evaluation = account.evaluate();

    Decision decision = Decisions.next(account.scope, state, evaluation, trigger, NOON);

    ScopeState restored = ScopeState.decode(state.encode());
    assertThat(decision).isNotNull();
    assertThat(restored.lastDecision(account.scope)).isEqualTo(decision);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5.0132 | 5 | PT1H | spent 5.0132 USD of 5.00 in the last hour (100.3%)",
        "0.1 | 5 | P7D | spent 0.10 USD of 5.00 in the last 7 days (2.0%)",
        "0 | 5 | PT90M | spent 0.00 USD of 5.00 in the last 90 minutes (0.0%)",
        "1.5 | 100.125 | P1D | spent 1.50 USD of 100.125 in the last day (1.4%)",
        "1 | 3 | PT1M | spent 1.00 USD of 3.00 in the last minute (33.3%)",
        "0 | 3 | PT61.5S | spent 0.00 USD of 3.00 in the last 61.5 seconds (0.0%)",
        "0 | 3 | PT36H | spent 0.00 USD of 3.00 in the last 36 hours (0.0%)"
      })
  void shouldGiveTheReasonInOneSentence(
      String spent, String limit, Duration window, String reason) {
    account.with(policy("p").usd(limit).rolling(window)).spend(spent);

    assertThat(decide().reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TOKENS | used 60 tokens of 50 in total (120.0%)",
        "INPUT_TOKENS | used 40 input tokens of 50 in total (80.0%)",
        "OUTPUT_TOKENS | used 20 output tokens of 50 in total (40.0%)",
        "CALLS | made 1 calls of 50 in total (2.0%)",
        "TOOL_CALLS | made 0 tool calls of 50 in total (0.0%)"
      })
  void shouldNameTheUnit(LimitUnit unit, String reason) {
    account.with(policy("p").limit(unit, 50));
    account.charge(Usage.priced(new Tokens(40, 20, 0, 0, 0), 0), NOON);

    assertThat(decide().reason()).isEqualTo(reason);
  }

  @Test
  void shouldNeverRoundUpToTheLimit() {
    account.with(policy("p").usd("1").warnAt()).spend("0.99999");

    assertThat(decide().reason()).isEqualTo("spent 0.99999 USD of 1.00 in total (99.9%)");
  }

  @Test
  void shouldExplainAStandingStopALatchAndUnpricedCalls() {
    account.with(policy("p").usd("0"));
    assertThat(decide().reason()).isEqualTo("spent 0.00 USD of 0.00 in total");

    account.with(policy("p").revision(2).usd("5").warnAt().onUnpriced(Action.WARN));
    account.charge(Usage.unpriced(Tokens.ZERO), NOON);
    assertThat(decide().reason())
        .isEqualTo(
            "spent 0.00 USD of 5.00 in total (0.0%), and the price of some calls is not known");

    account.with(policy("p").revision(3).usd("5").rolling(HOUR).latch()).spend("5");
    account.evaluate();
    account.goOn(Duration.ofDays(1));
    assertThat(decide().reason())
        .isEqualTo(
            "spent 0.00 USD of 5.00 in the last hour (0.0%), held since its limit was reached"
                + " until the policy changes");
  }

  private Decision decide() {
    return Objects.requireNonNull(account.decide(), "a decision is due");
  }
}
