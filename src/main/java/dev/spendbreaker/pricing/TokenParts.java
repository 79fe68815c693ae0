package dev.spendbreaker.pricing;

import dev.spendbreaker.usage.Tokens;

/**
 * The tokens of a call in parts that do not overlap, each of which has a price of its own: together
 * they are its input and its output, and none is below 0.
 *
 * <p>A token may be cached and audio at once. That needs no guess where a span tells how much
 * cached input was audio. Where it does not, as little was as the counts allow: of 100 tokens of
 * input, 60 of them cached and 70 audio, 30 were both. What was written to a cache, and what was
 * reasoning, is never taken for audio: no model has a price for what is both.
 */
final class TokenParts {
  private TokenParts() {}

  /**
   * The counts of: input, audio input, cached input, cached audio, input written to a cache, and to
   * one that keeps it for an hour; output, reasoning, audio output.
   */
  static long[] of(Tokens tokens) {
    Tokens.Audio audio = tokens.audio();
    long cached = believed(tokens.cacheRead());
    long written = believed(tokens.cacheWrite());
    long fresh = believed(believed(tokens.input()) - cached - written);
    long heard = believed(audio.input());
    long cachedAudio = Math.min(cached, Math.max(believed(audio.cacheRead()), heard - fresh));
    long freshAudio = Math.min(fresh, believed(heard - cachedAudio));
    long hour = Math.min(written, believed(tokens.cacheWrite1h()));
    long reasoned = believed(tokens.reasoning());
    long answered = believed(believed(tokens.output()) - reasoned);
    long spoken = Math.min(answered, believed(audio.output()));
    return new long[] {
      fresh - freshAudio,
      freshAudio,
      cached - cachedAudio,
      cachedAudio,
      written - hour,
      hour,
      answered - spoken,
      reasoned,
      spoken
    };
  }

  private static long believed(long tokens) {
    return Math.min(Math.max(0, tokens), Tokens.MAX);
  }
}
