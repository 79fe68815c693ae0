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
 * @param input input that is none of the below
 * @param output output that is none of the below
 * @param cacheRead input read from a cache
 * @param cacheWrite input written to a cache
 * @param cacheWrite1h input written to a cache that keeps it for an hour
 * @param reasoning output that was reasoning
 * @param audio input and output that was audio
 * @param call what a call costs besides its tokens, in nano-USD
 */
public record ModelPrice(
    long input,
    long output,
    long cacheRead,
    long cacheWrite,
    long cacheWrite1h,
    long reasoning,
    Audio audio,
    long call) {

  /** The highest price there can be: a million USD. */
  public static final long MAX = 1_000_000_000_000_000L;

  /** No charge. */
  public static final ModelPrice FREE = new ModelPrice(0, 0, 0, 0, 0, 0);

  private static final long PER = 1_000_000;

  /**
   * Prices of audio tokens.
   *
   * @param input input that was not read from a cache
   * @param cacheRead input read from a cache
   * @param output output
   */
  public record Audio(long input, long cacheRead, long output) {}

  /**
   * @throws IllegalArgumentException where a price is below 0 or above {@link #MAX}
   */
  public ModelPrice {
    requireInRange("input", input);
    requireInRange("output", output);
    requireInRange("cacheRead", cacheRead);
    requireInRange("cacheWrite", cacheWrite);
    requireInRange("cacheWrite1h", cacheWrite1h);
    requireInRange("reasoning", reasoning);
    requireInRange("inputAudio", audio.input());
    requireInRange("cacheReadAudio", audio.cacheRead());
    requireInRange("outputAudio", audio.output());
    requireInRange("call", call);
  }

  /**
   * Where audio costs what text does, and what a cache keeps for an hour what it keeps for less.
   */
  public ModelPrice(
      long input, long output, long cacheRead, long cacheWrite, long reasoning, long call) {
    this(
        input,
        output,
        cacheRead,
        cacheWrite,
        cacheWrite,
        reasoning,
        new Audio(input, cacheRead, output),
        call);
  }

  /** Prices of tokens as a document or a book gives them. */
  @FunctionalInterface
  public interface Given {
    /** A price by its name, in nano-USD per million tokens; null where it is not given. */
    @Nullable Long nanos(String name);
  }

  /**
   * The price of a model where not all are given, by the names {@code input}, {@code output},
   * {@code cacheRead}, {@code cacheWrite}, {@code cacheWrite1h}, {@code reasoning}, {@code
   * inputAudio}, {@code cacheReadAudio} and {@code outputAudio}. Input and output are free where
   * they are not given; of the others each costs what else it would be counted as, and cached audio
   * what other cached input does, or what other audio does where cached input has no price.
   *
   * @throws IllegalArgumentException where a price is below 0 or above {@link #MAX}
   */
  public static ModelPrice of(Given given, long call) {
    long input = or(given.nanos("input"), 0);
    long output = or(given.nanos("output"), 0);
    Long cacheRead = given.nanos("cacheRead");
    long cacheWrite = or(given.nanos("cacheWrite"), input);
    long inputAudio = or(given.nanos("inputAudio"), input);
    return new ModelPrice(
        input,
        output,
        or(cacheRead, input),
        cacheWrite,
        or(given.nanos("cacheWrite1h"), cacheWrite),
        or(given.nanos("reasoning"), output),
        new Audio(
            inputAudio,
            or(given.nanos("cacheReadAudio"), or(cacheRead, inputAudio)),
            or(given.nanos("outputAudio"), output)),
        call);
  }

  private static long or(@Nullable Long given, long absent) {
    return given == null ? absent : given;
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
    long[] counts = TokenParts.of(tokens);
    long[] prices = pricesOfParts();
    try {
      long sum = 0;
      for (int i = 0; i < counts.length; i++) {
        sum = Math.addExact(sum, Math.multiplyExact(counts[i], prices[i]));
      }
      return Math.addExact(Math.addExact(sum, PER / 2) / PER, call);
    } catch (ArithmeticException tooLargeForLong) {
      return large(counts, prices);
    }
  }

  private long large(long[] counts, long[] prices) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < counts.length; i++) {
      sum = sum.add(BigInteger.valueOf(counts[i]).multiply(BigInteger.valueOf(prices[i])));
    }
    BigInteger cost =
        new BigDecimal(sum, 6)
            .setScale(0, RoundingMode.HALF_UP)
            .toBigInteger()
            .add(BigInteger.valueOf(call));
    return cost.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
  }

  /** In the order of {@link TokenParts}. */
  private long[] pricesOfParts() {
    return new long[] {
      input,
      audio.input(),
      cacheRead,
      audio.cacheRead(),
      cacheWrite,
      cacheWrite1h,
      output,
      reasoning,
      audio.output()
    };
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
