package dev.spendbreaker.pricing;

import dev.spendbreaker.usage.Tokens;
import org.jspecify.annotations.Nullable;

/** Puts a price on the tokens of a model call. */
@FunctionalInterface
public interface Pricer {
  /** Returned where no price is known. */
  long UNPRICED = -1;

  /**
   * The cost of one call in nano-USD, rounded half up, or {@link #UNPRICED}.
   *
   * @param provider the provider as reported, if any
   * @param model the model as reported, if any
   * @param endTimeMillis when the call ended: prices change over time
   */
  long costNanos(
      @Nullable String provider, @Nullable String model, Tokens tokens, long endTimeMillis);
}
