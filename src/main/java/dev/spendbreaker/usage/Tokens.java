package dev.spendbreaker.usage;

/**
 * The token counts of one model call, normalised: {@code input} includes cached input (read and
 * written), {@code output} includes reasoning. Each 0 … {@link #MAX}.
 *
 * @param input tokens sent to the model, cached ones included
 * @param output tokens the model produced, reasoning included
 * @param cacheRead the part of input that was read from a cache
 * @param cacheWrite the part of input that was written to a cache
 * @param reasoning the part of output that was reasoning
 */
public record Tokens(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
  /** The largest count believed of one span: 10¹². */
  public static final long MAX = 1_000_000_000_000L;

  public static final Tokens ZERO = new Tokens(0, 0, 0, 0, 0);
}
