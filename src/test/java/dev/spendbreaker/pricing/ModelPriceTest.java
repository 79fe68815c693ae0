package dev.spendbreaker.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spendbreaker.usage.Tokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPriceTest {
  private static final BigDecimal TWO = new BigDecimal("2");

  @Test
  void shouldHoldUsdInNanos() {
    ModelPrice price =
        ModelPrice.ofUsd(new BigDecimal("2.5"), new BigDecimal("1e1"), null, TWO, TWO);

    assertThat(price)
        .isEqualTo(
            new ModelPrice(
                2_500_000_000L,
                10_000_000_000L,
                2_500_000_000L,
                2_000_000_000L,
                2_000_000_000L,
                0));
  }

  @Test
  void shouldTakeTheWholeRangeOfPrices() {
    BigDecimal least = new BigDecimal("0.0000000010");
    ModelPrice price = ModelPrice.ofUsd(least, new BigDecimal("1000000.00"), null, null, null);

    assertThat(price.input()).isEqualTo(1);
    assertThat(price.output()).isEqualTo(ModelPrice.MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-0.01", "1000000.000000001", "0.0000000001", "1e999999999", "1e-999999999"})
  void shouldRefuseAPriceOutOfRange(String usd) {
    BigDecimal bad = new BigDecimal(usd);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPrice.ofUsd(TWO, TWO, bad, null, null))
        .withMessageContaining("the price cacheRead is")
        .withMessageContaining("give USD from 0 to 1000000");
  }

  @Test
  void shouldRefuseNanosOutOfRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ModelPrice(-1, 0, 0, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelPrice(0, 0, 0, 0, 0, ModelPrice.MAX + 1));
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
        below(random, ModelPrice.MAX));
  }

  private static Tokens randomTokens(Random random) {
    long input = below(random, Tokens.MAX);
    long cacheRead = below(random, input + 1);
    long cacheWrite = below(random, input - cacheRead + 1);
    long output = below(random, Tokens.MAX);
    return new Tokens(input, output, cacheRead, cacheWrite, below(random, output + 1));
  }

  /** Of any magnitude below a bound, so that small amounts are as frequent as huge ones. */
  private static long below(Random random, long bound) {
    long value = random.nextLong() >>> (1 + random.nextInt(63));
    return value % bound;
  }

  private static long naive(ModelPrice price, Tokens tokens) {
    long plain = tokens.input() - tokens.cacheRead() - tokens.cacheWrite();
    BigDecimal usd =
        usd(plain, price.input())
            .add(usd(tokens.cacheRead(), price.cacheRead()))
            .add(usd(tokens.cacheWrite(), price.cacheWrite()))
            .add(usd(tokens.output() - tokens.reasoning(), price.output()))
            .add(usd(tokens.reasoning(), price.reasoning()))
            .add(BigDecimal.valueOf(price.call(), 9));
    BigDecimal nanos = usd.movePointRight(9).setScale(0, RoundingMode.HALF_UP);
    return nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  private static BigDecimal usd(long tokens, long nanosPerMillion) {
    BigDecimal usdPerToken = BigDecimal.valueOf(nanosPerMillion, 15);
    return BigDecimal.valueOf(tokens).multiply(usdPerToken);
  }
}
