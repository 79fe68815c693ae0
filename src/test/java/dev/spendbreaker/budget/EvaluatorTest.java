package dev.spendbreaker.budget;

import static dev.spendbreaker.budget.Account.NOON;
import static dev.spendbreaker.budget.Account.usd;
import static dev.spendbreaker.budget.Policies.nanos;
import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final Account account = new Account();

  @Test
  void shouldAllowWithinTheLimit() {
    account.with(policy("p").usd("5").rolling(HOUR)).spend("1.25");

    PolicyStatus status = account.status();

    assertThat(status.action()).isEqualTo(Action.ALLOW);
    assertThat(status.reasonCode()).isEqualTo("within_limit");
    assertThat(status.spent()).isEqualTo(nanos("1.25"));
    assertThat(status.remaining()).isEqualTo(nanos("3.75"));
    assertThat(status.utilization()).isEqualTo(new BigDecimal("0.25"));
    assertThat(status.windowStartMillis()).isEqualTo(NOON - HOUR.toMillis());
    assertThat(status.windowEndMillis()).isEqualTo(NOON);
    assertThat(status.resetsAtMillis()).isNull();
    assertThat(account.evaluate().nextChangeMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "4.499999999, ALLOW, within_limit",
    "4.5, WARN, warn_level",
    "4.999999999, WARN, warn_level",
    "5, BLOCK, limit_reached",
    "5.000000001, BLOCK, limit_reached"
  })
  void shouldDrawTheLinesExactly(String spent, Action action, String code) {
    account.with(policy("p").usd("5").warnAt("0.9")).spend(spent);

    assertThat(account.status().action()).isEqualTo(action);
    assertThat(account.status().reasonCode()).isEqualTo(code);
  }

  @Test
  void shouldReportTheHighestWarnLevel() {
    account.with(policy("p").limit(LimitUnit.CALLS, 3).warnAt("0.333333333", "0.5", "0.6"));

    account.spend("1").spend("1");

    assertThat(account.status().warnLevel()).isEqualTo(new BigDecimal("0.6"));
  }

  @Test
  void shouldBreachALimitOfZeroAtOnceAndWhateverIsTakenBack() {
    account.with(policy("p").usd("0").onBreach(Action.KILL).rolling(HOUR));

    assertThat(account.status().action()).isEqualTo(Action.KILL);
    account.spend("-1");
    assertThat(account.status().action()).isEqualTo(Action.KILL);
    assertThat(account.status().utilization()).isNull();
    assertThat(account.status().resetsAtMillis()).isNull();
    assertThat(account.status().remaining()).isEqualTo(nanos("1"));
  }

  @ParameterizedTest
  @CsvSource({
    "USD, 7000000000",
    "TOKENS, 60",
    "INPUT_TOKENS, 40",
    "OUTPUT_TOKENS, 20",
    "CALLS, 1",
    "TOOL_CALLS, 2"
  })
  void shouldCountEveryUnit(LimitUnit unit, long spent) {
    account.with(policy("p").limit(unit, 1_000_000_000_000L).warnAt());
    account.charge(Usage.priced(new Tokens(40, 20, 5, 6, 7), nanos("7")), NOON);
    account.charge(Usage.TOOL_CALL.plus(Usage.TOOL_CALL), NOON);

    assertThat(account.status().spent()).isEqualTo(spent);
  }

  @Test
  void shouldCountGrantsUntilTheyExpire() {
    long later = NOON + HOUR.toMillis();
    account.with(policy("p").usd("5").grant("g", nanos("10"), later)).spend("6");

    assertThat(account.status().limit()).isEqualTo(nanos("15"));
    assertThat(account.evaluate().action()).isEqualTo(Action.ALLOW);
    assertThat(account.evaluate().nextChangeMillis()).isEqualTo(later);

    account.goOn(HOUR);
    assertThat(account.status().limit()).isEqualTo(nanos("5"));
    assertThat(account.evaluate().action()).isEqualTo(Action.BLOCK);
  }

  @Test
  void shouldNotWrapALimitWithHugeGrants() {
    account.with(policy("p").usd("1").grant("g", Long.MAX_VALUE, null)).spend("6");

    assertThat(account.status().limit()).isEqualTo(Long.MAX_VALUE);
    assertThat(account.status().action()).isEqualTo(Action.ALLOW);
  }

  @Test
  void shouldAskForWhatUnpricedUsageAsksForWhileItIsInTheWindow() {
    account.with(policy("p").usd("5").rolling(HOUR).onUnpriced(Action.BLOCK));
    account.charge(Usage.unpriced(Tokens.ZERO), NOON);

    assertThat(account.status().action()).isEqualTo(Action.BLOCK);
    assertThat(account.status().reasonCode()).isEqualTo("unpriced_usage");
    long leaves = NOON + MINUTE.toMillis() + HOUR.toMillis();
    assertThat(account.status().resetsAtMillis()).isEqualTo(leaves);
    assertThat(account.evaluate().nextChangeMillis()).isEqualTo(leaves);
  }

  @Test
  void shouldMindUnpricedUsageInUsdLimitsOnly() {
    account.with(policy("p").limit(LimitUnit.CALLS, 100).onUnpriced(Action.BLOCK));
    account.charge(Usage.unpriced(Tokens.ZERO), NOON);

    assertThat(account.status().action()).isEqualTo(Action.ALLOW);
  }

  @Test
  void shouldLetWhatLeftTheWindowCountNoMore() {
    account.with(policy("p").usd("5").rolling(HOUR)).spend("5");
    long leaves = NOON + MINUTE.toMillis() + HOUR.toMillis();

    assertThat(account.status().resetsAtMillis()).isEqualTo(leaves);
    account.now = leaves - 1;
    assertThat(account.evaluate().action()).isEqualTo(Action.BLOCK);
    account.now = leaves;
    assertThat(account.evaluate().action()).isEqualTo(Action.ALLOW);
  }

  @Test
  void shouldTellTheNextWarnLevelApartFromTheReset() {
    account.with(policy("p").usd("10").rolling(HOUR).warnAt("0.5", "0.8"));
    account.spend("3").goOn(MINUTE).spend("6");

    Evaluation evaluation = account.evaluate();

    long first = NOON + MINUTE.toMillis() + HOUR.toMillis();
    assertThat(evaluation.nextChangeMillis()).isEqualTo(first);
    assertThat(account.status().resetsAtMillis()).isEqualTo(first + MINUTE.toMillis());
  }

  @Test
  void shouldForeseeThatSpendGrowsWhenANegativeBucketLeaves() {
    account.with(policy("p").usd("10").rolling(HOUR).warnAt());
    account.spend("-5").goOn(MINUTE).spend("12").goOn(MINUTE).spend("1");
    long leaves = NOON + MINUTE.toMillis() + HOUR.toMillis();

    assertThat(account.evaluate().action()).isEqualTo(Action.ALLOW);
    assertThat(account.evaluate().nextChangeMillis()).isEqualTo(leaves);
    account.now = leaves;
    assertThat(account.evaluate().action()).isEqualTo(Action.BLOCK);
  }

  @Test
  void shouldHoldALatchedBreachUntilThePolicyChanges() {
    account.with(policy("p").usd("5").rolling(HOUR).latch()).spend("5");
    assertThat(account.evaluate().nextChangeMillis()).isEqualTo(Long.MAX_VALUE);

    account.goOn(DAY);
    assertThat(account.evaluate().action()).isEqualTo(Action.BLOCK);
    assertThat(account.status().reasonCode()).isEqualTo("latched");
    assertThat(account.status().resetsAtMillis()).isNull();
    assertThat(account.state().isLatched()).isTrue();

    account.with(policy("p").revision(2).usd("5").rolling(HOUR).latch());
    assertThat(account.evaluate().action()).as("applied as it was").isEqualTo(Action.BLOCK);

    account.with(policy("p").revision(3).usd("6").rolling(HOUR).latch());
    assertThat(account.evaluate().action()).isEqualTo(Action.ALLOW);
  }

  @Test
  void shouldReleaseTheLatchOfADeletedPolicy() {
    account.with(policy("p").usd("5").latch()).spend("5");
    account.evaluate();

    account.policies.remove("p");
    account.evaluate();

    assertThat(account.state().isLatched()).isFalse();
  }

  @Test
  void shouldGovernUntilThePolicyExpires() {
    long expiry = NOON + HOUR.toMillis();
    account.with(policy("p").usd("5").expiresAt(expiry)).spend("6");

    assertThat(account.evaluate().action()).isEqualTo(Action.BLOCK);
    assertThat(account.evaluate().nextChangeMillis()).isEqualTo(expiry);
    assertThat(account.status().resetsAtMillis()).isEqualTo(expiry);

    account.goOn(HOUR);
    assertThat(account.evaluate())
        .isEqualTo(new Evaluation(Action.ALLOW, null, null, false, List.of(), Long.MAX_VALUE));
  }

  @Test
  void shouldForgetWhatWasSpentBeforeCountFrom() {
    account.spend("4").goOn(MINUTE);
    account.with(policy("p").usd("5").countFrom(account.now)).spend("2");

    assertThat(account.status().spent()).isEqualTo(nanos("2"));
    account.goOn(Duration.ofDays(300)).spend("1");
    assertThat(account.status().spent()).isEqualTo(nanos("3"));
  }

  @Test
  void shouldCountALateChargeOnItsSideOfCountFrom() {
    account.with(policy("p").usd("5").countFrom(NOON)).spend("1");
    account.evaluate();

    account.charge(usd("2"), NOON - 1).charge(usd("3"), NOON);

    assertThat(account.status().spent()).isEqualTo(nanos("4"));
  }

  @Test
  void shouldNotCountMoreAgainWhenFineBucketsAreGone() {
    account.spend("4").goOn(Duration.ofSeconds(2));
    account.with(policy("p").usd("5").rolling(DAY).countFrom(account.now)).spend("2");
    assertThat(account.status().spent()).isEqualTo(nanos("2"));

    account.goOn(HOUR.multipliedBy(20));

    assertThat(account.status().spent()).isEqualTo(nanos("2"));
  }

  @Test
  void shouldLookBackAtTheFinestLevelThatReachesCountFrom() {
    account.spend("4").goOn(Duration.ofSeconds(40)).spend("1").goOn(HOUR.multipliedBy(2));

    account.with(policy("p").usd("50").countFrom(NOON + 40_000));

    assertThat(account.status().spent()).as("of its minute").isEqualTo(nanos("5"));
  }

  @Test
  void shouldCountAllWhenNothingReachesBackToCountFrom() {
    account.spend("4").goOn(DAY).spend("1").goOn(Duration.ofDays(100));

    account.with(policy("p").usd("50").countFrom(NOON + HOUR.toMillis()));

    assertThat(account.status().spent()).isEqualTo(nanos("5"));
  }

  @Test
  void shouldForeseeThatTheBucketOfCountFromLeavesWhole() {
    account.spend("5").goOn(Duration.ofSeconds(10));
    account.with(policy("p").usd("10").rolling(HOUR).warnAt().countFrom(account.now));
    account.spend("-5").goOn(MINUTE).spend("12");
    long leaves = NOON + MINUTE.toMillis() + HOUR.toMillis();

    assertThat(account.status().spent()).isEqualTo(nanos("7"));
    assertThat(account.evaluate().nextChangeMillis()).isEqualTo(leaves);
    account.now = leaves;
    assertThat(account.evaluate().action()).isEqualTo(Action.BLOCK);
  }

  @Test
  void shouldForgetWhatWasBeforeCountFromWhenNoPolicyAsks() {
    account.with(policy("p").usd("5").countFrom(NOON)).spend("1");
    account.evaluate();
    int withMark = account.state().encode().length;

    account.policies.remove("p");
    account.evaluate();

    assertThat(account.state().encode()).hasSizeLessThan(withMark);
  }

  @Test
  void shouldReportTheStrictestThenTheFullestThenTheFirst() {
    account.spend("10");
    account.with(policy("c").usd("10"), policy("d").usd("5").onBreach(Action.WARN));
    assertThat(governing()).isEqualTo("c");

    account.with(policy("e").usd("4"));
    assertThat(governing()).isEqualTo("e");

    account.with(policy("b").usd("4"));
    assertThat(governing()).isEqualTo("b");

    account.with(policy("z").usd("0"));
    assertThat(governing()).as("a standing stop is fullest").isEqualTo("z");
  }

  @Test
  void shouldReportAShadowPolicyOnlyWhereNoOtherActs() {
    account.spend("10").with(policy("s").usd("5").shadow().onBreach(Action.KILL));
    assertThat(account.evaluate().action()).isEqualTo(Action.ALLOW);
    assertThat(governing()).isEqualTo("s");

    account.with(policy("e").usd("100"));
    assertThat(governing()).isEqualTo("s");

    account.with(policy("e").usd("11"));
    assertThat(account.evaluate().action()).isEqualTo(Action.WARN);
    assertThat(governing()).isEqualTo("e");
  }

  @Test
  void shouldNotLetAShadowPolicyGovernWithinItsLimit() {
    account.spend("1").with(policy("s").usd("5").shadow());

    assertThat(account.evaluate().governing()).isNull();
    assertThat(account.evaluate().statuses()).hasSize(1);
  }

  private String governing() {
    PolicyStatus governing = account.evaluate().governing();
    return governing == null ? "none" : governing.policyId();
  }
}
