package dev.spendbreaker.usage;

/**
 * The token counts of one model call, normalised: each part is included in what it is a part of.
 * Each 0 … {@link #MAX}.
 *
 * @param input tokens sent to the model, cached ones and audio included
 * @param output tokens the model produced, reasoning and audio included
 * @param cacheRead the part of input that was read from a cache
 * @param cacheWrite the part of input that was written to a cache
 * @param reasoning the part of output that was reasoning
 * @param cacheWrite1h the part of cacheWrite that the cache keeps for an hour
 * @param audio the parts that were audio
 */
public record Tokens(
    long input,
    long output,
    long cacheRead,
    long cacheWrite,
    long reasoning,
    long cacheWrite1h,
    Audio audio) {
  /** The largest count believed of one span: 10¹². */
  public static final long MAX = 1_000_000_000_000L;

  public static final Tokens ZERO = new Tokens(0, 0, 0, 0, 0);

  /** Without audio, and nothing kept in a cache for an hour. */
  public Tokens(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
    this(input, output, cacheRead, cacheWrite, reasoning, 0, Audio.NONE);
  }

  /** Whether there are none of any kind. */
  public boolean isZero() {
    return (input | output | cacheRead | cacheWrite | reasoning | cacheWrite1h) == 0
        && audio.isZero();
  }

  /**
   * The tokens of a call that stand for sound.
   *
   * @param input the part of the call's input; cached audio included
   * @param cacheRead the part of that which was read from a cache, and so of the call's cacheRead
   * @param output the part of the call's output
   */
  public record Audio(long input, long cacheRead, long output) {
    public static final Audio NONE = new Audio(0, 0, 0);

    /** Whether there are none. */
    public boolean isZero() {
      return (input | cacheRead | output) == 0;
    }
  }
}
