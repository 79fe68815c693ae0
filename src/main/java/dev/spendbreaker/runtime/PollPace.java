package dev.spendbreaker.runtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a stream thread's consumer waits for records. Kafka Streams always asks for {@code
 * poll.ms}, which has to be short, as a thread that waits commits nothing. But while records that
 * were read wait in the queues of tasks there is no reason to wait at all, and where nothing has
 * come for a while there is nothing to commit.
 */
final class PollPace {
  /** As long as a commit may be due, and what it leads to may come back. */
  private static final long BUSY_NANOS = Duration.ofMillis(500).toNanos();

  /** What waits is late by as much: timers of tasks, never records. */
  static final Duration IDLE = Duration.ofMillis(50);

  private final LongSupplier nanoTime;
  private long lastRecords;

  PollPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    lastRecords = nanoTime.getAsLong();
  }

  /**
   * How long to wait.
   *
   * @param asked by Kafka Streams
   * @param recordsWait whether records that were read are still to be processed
   */
  Duration timeout(Duration asked, boolean recordsWait) {
    if (recordsWait) {
      return Duration.ZERO;
    }
    boolean idle = nanoTime.getAsLong() - lastRecords > BUSY_NANOS;
    return idle && !asked.isZero() && asked.compareTo(IDLE) < 0 ? IDLE : asked;
  }

  /** Notes that records came. */
  void records() {
    lastRecords = nanoTime.getAsLong();
  }
}
