package dev.spendbreaker.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * How fast a scope spends, and when a policy's limit will be reached if it goes on so.
 *
 * @param spent over the last minutes, in the unit of the policy's limit (nano-USD or a count);
 *     negative where more was taken back than spent
 * @param overMillis how many: 5, or since the scope's first spend where that is less, but 1 at
 *     least; in milliseconds
 * @param limitReachedAtMillis null where at this rate it is not reached: nothing is spent, the
 *     limit is reached already, the window ends or the policy expires before, what is spent leaves
 *     a rolling window as fast as it comes, or it is more than ten years away
 */
public record Forecast(long spent, long overMillis, @Nullable Long limitReachedAtMillis) {
  private static final int RATE_DECIMALS = 9;
  private static final long MINUTE_MILLIS = 60_000;

  /** Spend a minute, in the unit of the limit, rounded half even to 9 decimals. */
  public BigDecimal ratePerMinute() {
    return BigDecimal.valueOf(spent)
        .multiply(BigDecimal.valueOf(MINUTE_MILLIS))
        .divide(BigDecimal.valueOf(overMillis), RATE_DECIMALS, RoundingMode.HALF_EVEN);
  }
}
