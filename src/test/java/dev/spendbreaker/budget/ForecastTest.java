package dev.spendbreaker.budget;

import static dev.spendbreaker.budget.Account.NOON;
import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Account account = new Account();

  @Test
  void shouldTellWhenALifetimeLimitIsReachedAtTheRateOfTheLastFiveMinutes() {
    account.with(policy("p").usd("10"));
    for (int minute = 0; minute < 10; minute++) {
      account.goOn(MINUTE).spend("0.5");
    }

    // 2.5 USD in the last 5 minutes, of 5 that are left
    Forecast forecast = account.goOn(Duration.ofSeconds(5)).forecast();

    assertThat(forecast.overMillis()).isEqualTo(Duration.ofMinutes(5).toMillis());
    assertThat(forecast.ratePerMinute()).isEqualByComparingTo(nanos("0.5"));
    assertThat(forecast.limitReachedAtMillis()).isEqualTo(account.now + 10 * MINUTE.toMillis());
  }

  @Test
  void shouldCountFromTheFirstSpendOfAllWhereThatIsLessThanFiveMinutesAgo() {
    account.with(policy("p").limit(LimitUnit.CALLS, 12)).spend("1");
    account.goOn(MINUTE).spend("1").goOn(MINUTE);

    Forecast forecast = account.forecast();

    assertThat(forecast.overMillis()).isEqualTo(2 * MINUTE.toMillis());
    assertThat(forecast.ratePerMinute()).isEqualByComparingTo("1");
    assertThat(forecast.limitReachedAtMillis()).isEqualTo(account.now + 10 * MINUTE.toMillis());
  }

  @Test
  void shouldTakeAMinuteAtLeastForOneCallIsNoRate() {
    account.with(policy("p").usd("3")).spend("1");

    assertThat(account.forecast().ratePerMinute()).isEqualByComparingTo(nanos("1"));
    assertThat(account.forecast().limitReachedAtMillis()).isEqualTo(NOON + 2 * MINUTE.toMillis());
  }

  @Test
  void shouldForetellNothingWhereNothingWasSpentOfLate() {
    account.with(policy("p").usd("3")).spend("1").goOn(HOUR);

    assertThat(account.forecast()).isEqualTo(new Forecast(0, 5 * MINUTE.toMillis(), null));
    assertThat(new Account().with(policy("p")).forecast().limitReachedAtMillis()).isNull();
  }

  @Test
  void shouldForetellNothingWhereTheLimitIsReached() {
    account.with(policy("p").usd("3")).spend("3");

    assertThat(account.forecast().limitReachedAtMillis()).isNull();
    assertThat(account.forecast().ratePerMinute()).isEqualByComparingTo(nanos("3"));
  }

  @Test
  void shouldForetellNothingWhereTheCalendarWindowEndsBefore() {
    account.with(
        policy("p").usd("59").calendar(CalendarWindow.Unit.HOUR, "UTC", 1),
        policy("q").usd("60").calendar(CalendarWindow.Unit.HOUR, "UTC", 1));
    account.spend("1");

    assertThat(account.forecast("p").limitReachedAtMillis())
        .isEqualTo(NOON + 58 * MINUTE.toMillis());
    assertThat(account.forecast("q").limitReachedAtMillis())
        .isEqualTo(NOON + 59 * MINUTE.toMillis());
    account.goOn(Duration.ofMillis(1));
    assertThat(account.forecast("q").limitReachedAtMillis())
        .isEqualTo(account.now + 59 * MINUTE.toMillis());
    account.goOn(Duration.ofMinutes(1).minusMillis(1));
    assertThat(account.forecast("q").limitReachedAtMillis()).isNull();
  }

  @Test
  void shouldForetellNothingWhereThePolicyExpiresBefore() {
    account.with(policy("p").usd("3").expiresAt(NOON + 2 * MINUTE.toMillis())).spend("1");

    assertThat(account.forecast().limitReachedAtMillis()).isNull();
  }

  @Test
  void shouldForetellNothingWhereSpendLeavesAVelocityWindowAsFastAsItComes() {
    account.with(policy("p").usd("1.2").rolling(MINUTE));
    for (int second = 0; second < 300; second++) {
      account.goOn(SECOND).spend("0.01");
    }
    assertThat(account.forecast().ratePerMinute()).isCloseTo(nanos("0.6"), within("0.01"));
    assertThat(account.forecast().limitReachedAtMillis()).isNull();
  }

  /** Held against a sum over all charges that are left in the window at an instant. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 60, 600, 3000})
  void shouldBeWhenASumOverWhatIsLeftAndWhatComesFirstReachesTheLimit(int minutes) {
    for (int seed = 1; seed <= 60; seed++) {
      compare(new Random(seed), Duration.ofMinutes(minutes).toMillis());
    }
  }

  private static void compare(Random random, long windowMillis) {
    Account account = new Account();
    long limit = 1L + random.nextInt(4_000);
    account.with(policy("p").limit(LimitUnit.USD, limit).rolling(Duration.ofMillis(windowMillis)));
    List<long[]> charges = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      account.goOn(Duration.ofMillis(random.nextLong(windowMillis / 10)));
      long amount = random.nextLong(10) == 0 ? -random.nextLong(60) : random.nextLong(100);
      account.charge(Usage.priced(Tokens.ZERO, amount), account.now);
      charges.add(new long[] {account.now, amount});
    }
    Forecast forecast = account.forecast();
    Naive naive = new Naive(account.now, windowMillis, charges, forecast);
    Long reached = forecast.limitReachedAtMillis();
    if (naive.at(account.now) >= limit || forecast.spent() <= 0) {
      assertThat(reached).isNull();
    } else if (reached == null) {
      assertThat(naive.highest()).isLessThan(limit);
    } else {
      assertThat(naive.at(reached)).isGreaterThanOrEqualTo(limit);
      assertThat(naive.highestBefore(reached)).isLessThan(limit);
    }
  }

  private record Naive(long now, long windowMillis, List<long[]> charges, Forecast forecast) {
    long at(long instant) {
      long bucketMillis = Level.forRolling(windowMillis).bucketMillis();
      long left = 0;
      for (long[] charge : charges) {
        long bucket = Math.floorDiv(charge[0], bucketMillis) * bucketMillis;
        left += bucket + bucketMillis + windowMillis > instant ? charge[1] : 0;
      }
      return left + forecast.spent() * (instant - now) / forecast.overMillis();
    }

    long highest() {
      return highestBefore(now + windowMillis);
    }

    /** Between what leaves it only grows. */
    long highestBefore(long end) {
      long bucketMillis = Level.forRolling(windowMillis).bucketMillis();
      long highest = at(end - 1);
      for (long[] charge : charges) {
        long bucket = Math.floorDiv(charge[0], bucketMillis) * bucketMillis;
        long leaves = bucket + bucketMillis + windowMillis;
        if (leaves > now && leaves < end) {
          highest = Math.max(highest, Math.max(at(leaves - 1), at(leaves)));
        }
      }
      return highest;
    }
  }

  private static BigDecimal nanos(String usd) {
    return new BigDecimal(usd).movePointRight(9);
  }

  private static Offset<BigDecimal> within(String usd) {
    return Offset.offset(nanos(usd));
  }
}
