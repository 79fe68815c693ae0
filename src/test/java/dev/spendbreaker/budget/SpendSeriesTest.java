package dev.spendbreaker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpendSeriesTest {
  private static final long NOON = Account.NOON;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private final Account account = new Account();

  private static SeriesRange range(long from, long to, @Nullable Duration step, long now) {
    return SeriesRange.of(from, to, step, now);
  }

  private List<Usage> series(SeriesRange range) {
    return SpendSeries.of(account.state(), account.buckets, range);
  }

  @Test
  void shouldTellWhatWasSpentInEachStep() {
    account.charge(Account.usd("1.25"), NOON - 9 * MINUTE - 30 * SECOND);
    account.charge(Account.usd("0.50"), NOON - 9 * MINUTE);
    account.charge(Account.usd("0.25"), NOON - 8 * MINUTE - 1);
    account.charge(Account.usd("2.00"), NOON);

    List<Usage> series =
        series(range(NOON - 10 * MINUTE, NOON + 1, Duration.ofMinutes(1), account.now));

    assertThat(series)
        .containsExactly(
            Account.usd("1.25"),
            Account.usd("0.50").plus(Account.usd("0.25")),
            Usage.ZERO,
            Usage.ZERO,
            Usage.ZERO,
            Usage.ZERO,
            Usage.ZERO,
            Usage.ZERO,
            Usage.ZERO,
            Usage.ZERO,
            Account.usd("2.00"));
  }

  @Test
  void shouldTellNothingOfAScopeThatNeverSpent() {
    assertThat(series(range(NOON - HOUR, NOON, Duration.ofMinutes(30), NOON)))
        .containsExactly(Usage.ZERO, Usage.ZERO);
  }

  @Test
  void shouldBeginAndEndWithWholeSteps() {
    SeriesRange range = range(NOON - 7 * MINUTE, NOON - 2 * MINUTE, Duration.ofMinutes(5), NOON);

    assertThat(range.fromMillis()).isEqualTo(NOON - 10 * MINUTE);
    assertThat(range.toMillis()).isEqualTo(NOON);
    assertThat(range.steps()).isEqualTo(2);
  }

  /** How far back one asks, and the step that is chosen. */
  @ParameterizedTest
  @CsvSource({
    "PT1M, PT1S",
    "PT3M, PT1S",
    "PT10M, PT5S",
    "PT30M, PT20S",
    "PT1H, PT1M",
    "PT5H, PT5M",
    "PT15H, PT15M",
    "P2D, PT15M",
    "P5D, PT1H",
    "P30D, PT12H",
    "P100D, PT24H",
    "P390D, PT24H"
  })
  void shouldChooseAReadableStep(Duration back, Duration step) {
    SeriesRange range = range(NOON - back.toMillis(), NOON, null, NOON);

    assertThat(Duration.ofMillis(range.stepMillis())).isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource({
    "PT1H, PT0S, 'a whole number of seconds'",
    "PT1H, PT-1M, 'a whole number of seconds'",
    "PT1H, PT1.5S, 'kept in steps of PT1M'",
    "PT1H, PT0.0000015S, 'a whole number of seconds'",
    "PT1H, PT90S, 'kept in steps of PT1M'",
    "PT1H, PT20S, 'kept in steps of PT1M'",
    "P10D, PT30M, 'kept in steps of PT1H'",
    "P30D, PT1M, 'kept in steps of PT1H'",
    "P401D, P1D, 'in the totals only'",
    "P20D, PT1H, ''",
    "PT4H, PT1M, ''",
    "PT100S, PT0.1S, 'a whole number of seconds'",
    "P390D, PT24H, ''",
    "PT1H, P1000000D, 'at most 400 days'",
  })
  void shouldSayWhyAStepCannotBeTold(Duration back, Duration step, String why) {
    if (why.isEmpty()) {
      assertThat(range(NOON - back.toMillis(), NOON, step, NOON).stepMillis())
          .isEqualTo(step.toMillis());
    } else {
      assertThatThrownBy(() -> range(NOON - back.toMillis(), NOON, step, NOON))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void shouldRefuseTooManySteps() {
    assertThatThrownBy(() -> range(NOON, NOON + DAY, Duration.ofSeconds(1), NOON))
        .hasMessageContaining("more than 1000");
    assertThatThrownBy(() -> range(0, NOON, Duration.ofDays(1), NOON))
        .hasMessageContaining("in the totals only");
    assertThatThrownBy(
            () -> range(NOON, Instant.parse("9999-12-31T00:00:00Z").toEpochMilli(), null, NOON))
        .hasMessageContaining("more than 1000");
    assertThatThrownBy(() -> range(NOON, NOON, null, NOON)).hasMessageContaining("before");
  }

  /** Against all charges, added up one by one for each step. */
  @Test
  void shouldAddUpAsANaiveLedgerDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    record Charged(long nanos, long eventTime) {}
    List<Charged> all = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      account.goOn(Duration.ofMillis((long) Math.pow(10, random.nextDouble() * 6.5)));
      long late = random.nextInt(4) == 0 ? random.nextInt(200_000) : 0;
      long nanos = random.nextLong(1_000_000) - 100_000;
      account.charge(Usage.priced(Tokens.ZERO, nanos), account.now - late);
      all.add(new Charged(nanos, account.now - late));
      if (i % 50 == 0) {
        long back = (long) Math.pow(10, 4.5 + random.nextDouble() * 5);
        SeriesRange range = range(account.now - back, account.now + 1, null, account.now);
        List<Usage> series = series(range);
        for (int step = 0; step < range.steps(); step++) {
          long from = range.fromMillis() + step * range.stepMillis();
          BigInteger wanted =
              all.stream()
                  .filter(c -> c.eventTime >= from && c.eventTime < from + range.stepMillis())
                  .map(c -> BigInteger.valueOf(c.nanos))
                  .reduce(BigInteger.ZERO, BigInteger::add);
          assertThat(series.get(step).costNanos())
              .as("seed %d, charge %d, step %d of %s", seed, i, step, range)
              .isEqualTo(wanted.longValueExact());
        }
      }
    }
  }
}
