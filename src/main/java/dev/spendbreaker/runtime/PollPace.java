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

  /**
   * What a thread does between two polls takes longer than this where it processes records. One
   * that has records and may not process them yet must not poll without end.
   */
  private static final long WORK_NANOS = 200_000;

  private final LongSupplier nanoTime;
  private long lastRecords;
  private long lastPoll;

  PollPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    lastRecords = nanoTime.getAsLong();
    lastPoll = lastRecords;
  }

  /**
   * How long to wait.
   *
   * @param asked by Kafka Streams
   * @param recordsWait whether records that were read are still to be processed
   */
  Duration timeout(Duration asked, boolean recordsWait) {
    long now = nanoTime.getAsLong();
    if (recordsWait) {
      return now - lastPoll > WORK_NANOS ? Duration.ZERO : asked;
    }
    boolean idle = now - lastRecords > BUSY_NANOS;
    return idle && !asked.isZero() && asked.compareTo(IDLE) < 0 ? IDLE : asked;
  }

  /** Notes that a poll has come back, and whether it brought records. */
  void polled(boolean records) {
    lastPoll = nanoTime.getAsLong();
    if (records) {
      lastRecords = lastPoll;
    }
  }
}
