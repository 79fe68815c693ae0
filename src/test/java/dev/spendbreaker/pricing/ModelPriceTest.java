package dev.spendbreaker.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spendbreaker.usage.Tokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPriceTest {
  private static ModelPrice given(Map<String, Long> prices) {
    return ModelPrice.of(prices::get, 9);
  }

  @Test
  void shouldHoldEveryPriceThatIsGiven() {
    assertThat(
            given(
                Map.of(
                    "input", 1L,
                    "output", 2L,
                    "cacheRead", 3L,
                    "cacheWrite", 4L,
                    "cacheWrite1h", 5L,
                    "reasoning", 6L,
                    "inputAudio", 7L,
                    "cacheReadAudio", 8L,
                    "outputAudio", 10L)))
        .isEqualTo(new ModelPrice(1, 2, 3, 4, 5, 6, new ModelPrice.Audio(7, 8, 10), 9));
  }

  @Test
  void shouldPriceWhatIsNotGivenAsWhatItWouldElseBe() {
    assertThat(given(Map.of())).isEqualTo(new ModelPrice(0, 0, 0, 0, 0, 9));
    assertThat(given(Map.of("input", 1L, "output", 2L)))
        .isEqualTo(new ModelPrice(1, 2, 1, 1, 1, 2, new ModelPrice.Audio(1, 1, 2), 9));
    assertThat(given(Map.of("input", 1L, "cacheWrite", 2L, "inputAudio", 3L)))
        .isEqualTo(new ModelPrice(1, 0, 1, 2, 2, 0, new ModelPrice.Audio(3, 3, 0), 9));
    assertThat(given(Map.of("cacheRead", 2L, "inputAudio", 3L)).audio())
        .isEqualTo(new ModelPrice.Audio(3, 2, 0));
  }

  @Test
  void shouldTakeTheWholeRangeOfPrices() {
    assertThat(ModelPrice.nanos("input", new BigDecimal("0.0000000010"))).isEqualTo(1);
    assertThat(ModelPrice.nanos("input", new BigDecimal("1e1"))).isEqualTo(10_000_000_000L);
    assertThat(ModelPrice.nanos("input", new BigDecimal("1000000.00"))).isEqualTo(ModelPrice.MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-0.01", "1000000.000000001", "0.0000000001", "1e999999999", "1e-999999999"})
  void shouldRefuseAPriceOutOfRange(String usd) {
    BigDecimal bad = new BigDecimal(usd);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPrice.nanos("cacheRead", bad))
        .withMessageContaining("the price cacheRead is")
        .withMessageContaining("give USD from 0 to 1000000");
  }

  @Test
  void shouldRefuseNanosOutOfRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ModelPrice(-1, 0, 0, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelPrice(0, 0, 0, 0, 0, ModelPrice.MAX + 1));
    ModelPrice.Audio audio = new ModelPrice.Audio(0, 0, -1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelPrice(0, 0, 0, 0, 0, 0, audio, 0))
        .withMessageContaining("the price outputAudio is -1");
  }

  @Test
  void shouldRoundHalfUp() {
    // 500,000 nano-USD per million tokens is half a nano-USD a token.
    ModelPrice half = new ModelPrice(500_000, 0, 0, 0, 0, 0);

    assertThat(half.costNanos(new Tokens(1, 0, 0, 0, 0))).isEqualTo(1);
    assertThat(half.costNanos(new Tokens(2, 0, 0, 0, 0))).isEqualTo(1);
    assertThat(half.costNanos(new Tokens(3, 0, 0, 0, 0))).isEqualTo(2);
    assertThat(new ModelPrice(499_999, 0, 0, 0, 0, 0).costNanos(new Tokens(1, 0, 0, 0, 0)))
        .isZero();
  }

  @Test
  void shouldSaturateInsteadOfWrapping() {
    ModelPrice dearest =
        new ModelPrice(
            ModelPrice.MAX, ModelPrice.MAX, ModelPrice.MAX, ModelPrice.MAX, ModelPrice.MAX, 1);

    assertThat(dearest.costNanos(new Tokens(Tokens.MAX, Tokens.MAX, 0, 0, 0)))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(dearest.costNanos(new Tokens(Long.MAX_VALUE, 0, 0, 0, 0))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldAgreeWithANaiveComputationInDecimals() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      ModelPrice price = randomPrice(random);
      Tokens tokens = randomTokens(random);
      assertThat(price.costNanos(tokens))
          .as("seed %d: %s of %s", seed, price, tokens)
          .isEqualTo(naive(price, tokens));
    }
  }

  private static ModelPrice randomPrice(Random random) {
    return new ModelPrice(
        below(random, ModelPrice.MAX),
        below(random, ModelPrice.MAX),
        below(random, ModelPrice.MAX),
        below(random, ModelPrice.MAX),
        below(random, ModelPrice.MAX),
        below(random, ModelPrice.MAX),
        new ModelPrice.Audio(
            below(random, ModelPrice.MAX),
            below(random, ModelPrice.MAX),
            below(random, ModelPrice.MAX)),
        below(random, ModelPrice.MAX));
  }

  private static Tokens randomTokens(Random random) {
    long input = below(random, Tokens.MAX);
    long cacheRead = below(random, input + 1);
    long cacheWrite = below(random, input - cacheRead + 1);
    long output = below(random, Tokens.MAX);
    long reasoning = below(random, output + 1);
    long cacheReadAudio = below(random, cacheRead + 1);
    return new Tokens(
        input,
        output,
        cacheRead,
        cacheWrite,
        reasoning,
        below(random, cacheWrite + 1),
        new Tokens.Audio(
            cacheReadAudio + below(random, input - cacheRead - cacheWrite + 1),
            cacheReadAudio,
            below(random, output - reasoning + 1)));
  }

  @Test
  void shouldSplitAnyCountsIntoPartsOfTheirTotals() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      Tokens tokens = anyTokens(random);
      long[] parts = TokenParts.of(tokens);
      String counts = "seed %d: %s".formatted(seed, tokens);
      assertThat(LongStream.of(parts)).as(counts).allMatch(part -> part >= 0);
      long input = tokens.cacheRead() + tokens.cacheWrite();
      assertThat(LongStream.of(parts).limit(6).sum())
          .as(counts)
          .isEqualTo(Math.max(tokens.input(), input));
      assertThat(LongStream.of(parts).skip(6).sum())
          .as(counts)
          .isEqualTo(Math.max(tokens.output(), tokens.reasoning()));
    }
  }

  /** Few enough that they often contradict each other. */
  private static Tokens anyTokens(Random random) {
    long[] counts = random.longs(9, 0, 10).toArray();
    return new Tokens(
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        counts[5],
        new Tokens.Audio(counts[6], counts[7], counts[8]));
  }

  /** Of any magnitude below a bound, so that small amounts are as frequent as huge ones. */
  private static long below(Random random, long bound) {
    long value = random.nextLong() >>> (1 + random.nextInt(63));
    return value % bound;
  }

  private static long naive(ModelPrice price, Tokens tokens) {
    // By inclusion and exclusion: what is in two parts is taken off twice, so added once.
    Tokens.Audio audio = tokens.audio();
    long plain =
        tokens.input()
            - tokens.cacheRead()
            - tokens.cacheWrite()
            - audio.input()
            + audio.cacheRead();
    BigDecimal usd =
        usd(plain, price.input())
            .add(usd(audio.input() - audio.cacheRead(), price.audio().input()))
            .add(usd(tokens.cacheRead() - audio.cacheRead(), price.cacheRead()))
            .add(usd(audio.cacheRead(), price.audio().cacheRead()))
            .add(usd(tokens.cacheWrite() - tokens.cacheWrite1h(), price.cacheWrite()))
            .add(usd(tokens.cacheWrite1h(), price.cacheWrite1h()))
            .add(usd(tokens.output() - tokens.reasoning() - audio.output(), price.output()))
            .add(usd(tokens.reasoning(), price.reasoning()))
            .add(usd(audio.output(), price.audio().output()))
            .add(BigDecimal.valueOf(price.call(), 9));
    BigDecimal nanos = usd.movePointRight(9).setScale(0, RoundingMode.HALF_UP);
    return nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  private static BigDecimal usd(long tokens, long nanosPerMillion) {
    BigDecimal usdPerToken = BigDecimal.valueOf(nanosPerMillion, 15);
    return BigDecimal.valueOf(tokens).multiply(usdPerToken);
  }
}
