package dev.spendbreaker.pricing;

import dev.spendbreaker.usage.Tokens;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs. Prices of tokens are in nano-USD per million tokens, so 2.50 USD per million
 * is 2,500,000,000; each is 0 … {@link #MAX}.
 *
 * @param input input that was neither read from nor written to a cache
 * @param output output that was not reasoning
 * @param cacheRead input read from a cache
 * @param cacheWrite input written to a cache
 * @param reasoning output that was reasoning
 * @param call what a call costs besides its tokens, in nano-USD
 */
public record ModelPrice(
    long input, long output, long cacheRead, long cacheWrite, long reasoning, long call) {

  /** The highest price there can be: a million USD. */
  public static final long MAX = 1_000_000_000_000_000L;

  /** No charge. */
  public static final ModelPrice FREE = new ModelPrice(0, 0, 0, 0, 0, 0);

  private static final long PER = 1_000_000;

  /**
   * @throws IllegalArgumentException where a price is below 0 or above {@link #MAX}
   */
  public ModelPrice {
    requireInRange("input", input);
    requireInRange("output", output);
    requireInRange("cacheRead", cacheRead);
    requireInRange("cacheWrite", cacheWrite);
    requireInRange("reasoning", reasoning);
    requireInRange("call", call);
  }

  /**
   * Prices in USD per million tokens. Where one is absent, cached input costs what other input does
   * and reasoning what other output does.
   *
   * @throws IllegalArgumentException where a price is below 0, above a million, or has more than 9
   *     decimals
   */
  public static ModelPrice ofUsd(
      BigDecimal input,
      BigDecimal output,
      @Nullable BigDecimal cacheRead,
      @Nullable BigDecimal cacheWrite,
      @Nullable BigDecimal reasoning) {
    return new ModelPrice(
        nanos("input", input),
        nanos("output", output),
        nanos("cacheRead", cacheRead == null ? input : cacheRead),
        nanos("cacheWrite", cacheWrite == null ? input : cacheWrite),
        nanos("reasoning", reasoning == null ? output : reasoning),
        0);
  }

  /**
   * An amount of USD in nano-USD.
   *
   * @param name what the amount is, for the error
   * @throws IllegalArgumentException where it is below 0, above a million, or has more than 9
   *     decimals
   */
  static long nanos(String name, BigDecimal usd) {
    // The exponent is looked at first: to expand 1e999999999 would take all memory.
    boolean outOfRange = usd.signum() < 0 || usd.precision() - (long) usd.scale() > 7;
    if (outOfRange || usd.stripTrailingZeros().scale() > 9) {
      throw invalid(name, usd.toString());
    }
    return requireInRange(name, usd.movePointRight(9).longValueExact());
  }

  /** The cost of one call in nano-USD, rounded half up; at most {@link Long#MAX_VALUE}. */
  long costNanos(Tokens tokens) {
    long cached = believed(tokens.cacheRead());
    long written = believed(tokens.cacheWrite());
    long plain = believed(believed(tokens.input()) - cached - written);
    long reasoned = believed(tokens.reasoning());
    long answered = believed(believed(tokens.output()) - reasoned);
    try {
      long sum = Math.multiplyExact(plain, input);
      sum = Math.addExact(sum, Math.multiplyExact(cached, cacheRead));
      sum = Math.addExact(sum, Math.multiplyExact(written, cacheWrite));
      sum = Math.addExact(sum, Math.multiplyExact(answered, output));
      sum = Math.addExact(sum, Math.multiplyExact(reasoned, reasoning));
      return Math.addExact(Math.addExact(sum, PER / 2) / PER, call);
    } catch (ArithmeticException tooLargeForLong) {
      return large(plain, cached, written, answered, reasoned);
    }
  }

  private static long believed(long tokens) {
    return Math.min(Math.max(0, tokens), Tokens.MAX);
  }

  private long large(long plain, long cached, long written, long answered, long reasoned) {
    BigInteger sum =
        product(plain, input)
            .add(product(cached, cacheRead))
            .add(product(written, cacheWrite))
            .add(product(answered, output))
            .add(product(reasoned, reasoning));
    BigInteger cost =
        new BigDecimal(sum, 6)
            .setScale(0, RoundingMode.HALF_UP)
            .toBigInteger()
            .add(BigInteger.valueOf(call));
    return cost.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
  }

  private static BigInteger product(long tokens, long price) {
    return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
  }

  private static long requireInRange(String name, long nanos) {
    if (nanos < 0 || nanos > MAX) {
      throw invalid(name, nanos + " nano-USD");
    }
    return nanos;
  }

  private static IllegalArgumentException invalid(String name, String value) {
    return new IllegalArgumentException(
        "the price "
            + name
            + " is "
            + value
            + ": give USD from 0 to 1000000 with at most 9 decimals");
  }
}
