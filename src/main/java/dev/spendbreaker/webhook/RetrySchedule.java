package dev.spendbreaker.webhook;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * When a failed delivery is tried again.
 *
 * @param delays before the second attempt, the third, …; after the last of them there is none
 */
record RetrySchedule(List<Duration> delays) {
  /**
   * At most this part of a delay is added to it, so that what failed together does not return so.
   */
  static final double JITTER = 0.2;

  /** No endpoint can ask to be left alone for longer. */
  static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

  RetrySchedule {
    delays = List.copyOf(delays);
  }

  /**
   * How long to wait after a failure, in milliseconds; empty where it is given up.
   *
   * @param attempts how many there were, 1 or more
   * @param ageMillis how old the delivery is: what had to wait behind others until all delays were
   *     over has one attempt and no more
   * @param retryAfterMillis for how long the endpoint asks to be left alone, 0 where it does not
   * @param random from 0 to 1
   */
  OptionalLong delay(int attempts, long ageMillis, long retryAfterMillis, double random) {
    if (attempts > delays.size() || ageMillis > longestMillis()) {
      return OptionalLong.empty();
    }
    long scheduled = delays.get(attempts - 1).toMillis();
    long wait = Math.max(scheduled, Math.min(retryAfterMillis, MAX_RETRY_AFTER.toMillis()));
    return OptionalLong.of(wait + (long) (scheduled * JITTER * random));
  }

  /** How long all the attempts take at most, where the endpoint asks for no more time. */
  private long longestMillis() {
    long sum = delays.stream().mapToLong(Duration::toMillis).sum();
    return (long) (sum * (1 + JITTER));
  }
}
