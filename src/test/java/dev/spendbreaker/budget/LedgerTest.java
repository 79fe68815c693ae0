package dev.spendbreaker.budget;

import static dev.spendbreaker.budget.Account.NOON;
import static dev.spendbreaker.budget.Account.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final InMemoryBuckets buckets = new InMemoryBuckets();
  private final ScopeState state = ScopeState.empty();
  private long now = NOON;

  @Test
  void shouldWriteNoChunkWhileTheBucketIsOpen() {
    charge("1", NOON, NOON);
    charge("2", NOON + 999, NOON + 999);

    assertThat(buckets.writes()).isZero();
    assertThat(spent(Level.SECOND, NOON)).isEqualTo("3");
  }

  @Test
  void shouldWriteOneChunkWhenTheNextSecondOpens() {
    charge("1", NOON, NOON);
    charge("2", NOON + SECOND, NOON + SECOND);

    assertThat(buckets.writes()).isEqualTo(1);
    assertThat(spent(Level.SECOND, NOON)).isEqualTo("3");
    assertThat(spent(Level.SECOND, NOON + SECOND)).isEqualTo("2");
  }

  @Test
  void shouldReadNoChunkOfAScopeThatHasNone() {
    charge("1", NOON, NOON);

    spent(Level.HOUR, NOON - DAY);
    assertThat(buckets.reads()).isZero();
  }

  @Test
  void shouldPutALateChargeIntoItsOwnBucket() {
    charge("1", NOON, NOON);
    charge("4", NOON - 30 * SECOND, NOON);

    assertThat(spent(Level.SECOND, NOON - 30 * SECOND)).isEqualTo("5");
    assertThat(spent(Level.SECOND, NOON - 29 * SECOND)).isEqualTo("1");
  }

  @Test
  void shouldTakeANegativeChargeFromItsOwnBucket() {
    charge("4", NOON - 30 * SECOND, NOON);
    charge("1", NOON, NOON);
    charge("-4", NOON - 30 * SECOND, NOON);

    assertThat(spent(Level.SECOND, NOON - 30 * SECOND)).isEqualTo("1");
    assertThat(inUsd(state.totals())).isEqualTo("1");
  }

  @Test
  void shouldCountWhatIsTooOldForALevelInTheTotalsOnly() {
    charge("4", NOON - 401 * DAY, NOON);

    for (Level level : Level.values()) {
      assertThat(spent(level, Long.MIN_VALUE / 2)).isEqualTo("0");
    }
    assertThat(inUsd(state.totals())).isEqualTo("4");
  }

  @Test
  void shouldRoundTheLeftEdgeDownToItsBucket() {
    charge("1", NOON, NOON);
    charge("2", NOON + MINUTE, NOON + MINUTE);

    assertThat(spent(Level.MINUTE, NOON + 59_999)).isEqualTo("3");
    assertThat(spent(Level.MINUTE, NOON + 60_000)).isEqualTo("2");
  }

  @Test
  void shouldCountWhatLiesAheadOfNow() {
    charge("1", NOON + 5 * MINUTE, NOON);
    charge("2", NOON, NOON);

    assertThat(spent(Level.SECOND, NOON)).isEqualTo("3");
  }

  @Test
  void shouldDeleteChunksThatNoWindowReaches() {
    charge("1", NOON, NOON);
    charge("1", NOON + SECOND, NOON + SECOND);
    assertThat(buckets.chunks(Level.SECOND)).hasSize(1);

    charge("1", NOON + 20 * MINUTE, NOON + 20 * MINUTE);

    assertThat(buckets.chunks(Level.SECOND)).isEmpty();
    assertThat(spent(Level.SECOND, NOON)).isEqualTo("1");
  }

  @Test
  void shouldRememberTheLatestEventTime() {
    charge("1", NOON, NOON);
    charge("1", NOON - DAY, NOON);

    assertThat(state.lastEventMillis()).isEqualTo(NOON);
  }

  /** A spender that fills every bucket of every level, with every figure: the most there can be. */
  @Test
  void shouldStayBoundedHoweverLongAndDenseAScopeSpends() {
    fillEveryBucket(LedgerTest::allFigures);

    assertThat(buckets.bytes()).isBetween(70_000L, 90_000L);
    assertThat(state.encode()).hasSizeBetween(300, 450);
    for (Level level : Level.values()) {
      assertThat(buckets.chunks(level).size())
          .isLessThanOrEqualTo((int) (level.keepMillis() / level.chunkMillis()) + 2);
    }
  }

  /** Of the usual kind of calls: none unpriced or unmetered, no reasoning, no cache writes. */
  @Test
  void shouldTakeLessThan64KibWithEveryBucketFullOfUsualCalls() {
    fillEveryBucket(LedgerTest::usualFigures);

    assertThat(buckets.bytes() + state.encode().length).isBetween(40_000L, 64L * 1024);
  }

  private void fillEveryBucket(Function<Random, Usage> spent) {
    spendFor(Duration.ofDays(402), Duration.ofHours(1), spent);
    spendFor(Duration.ofHours(61), Duration.ofMinutes(5), spent);
    spendFor(Duration.ofHours(6), Duration.ofSeconds(20), spent);
    spendFor(Duration.ofMinutes(21), Duration.ofSeconds(1), spent);
  }

  private void spendFor(Duration time, Duration step, Function<Random, Usage> spent) {
    Random random = new Random(1);
    long end = now + time.toMillis();
    for (; now < end; now += step.toMillis()) {
      Ledger.charge(state, buckets, spent.apply(random), now, now);
    }
  }

  private static Usage usualFigures(Random random) {
    Tokens tokens =
        new Tokens(random.nextInt(100_000), random.nextInt(10_000), random.nextInt(50_000), 0, 0);
    return Usage.priced(tokens, random.nextLong(1_000_000_000L));
  }

  private static Usage allFigures(Random random) {
    return new Usage(
        random.nextLong(1_000_000_000L),
        random.nextInt(100_000),
        random.nextInt(10_000),
        random.nextInt(50_000),
        random.nextInt(10_000),
        random.nextInt(1_000),
        1 + random.nextInt(100),
        random.nextInt(100),
        random.nextInt(2),
        random.nextInt(2));
  }

  private void charge(String amount, long eventTime, long chargedAt) {
    Ledger.charge(state, buckets, usd(amount), eventTime, chargedAt);
  }

  private String spent(Level level, long from) {
    return inUsd(Ledger.spentSince(state, buckets, level, from));
  }

  private static String inUsd(Usage usage) {
    return BigDecimal.valueOf(usage.costNanos(), 9).stripTrailingZeros().toPlainString();
  }
}
