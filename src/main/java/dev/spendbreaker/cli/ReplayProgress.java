package dev.spendbreaker.cli;

import dev.spendbreaker.runtime.TopicHistory;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** Tells every few seconds how far a replay has come, so that one that is short tells nothing. */
final class ReplayProgress implements TopicHistory.Progress {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintWriter err;
  private long toldNanos = System.nanoTime();

  ReplayProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void at(long read, long toRead, long timeMillis) {
    long nanos = System.nanoTime();
    if (nanos - toldNanos >= INTERVAL_NANOS) {
      toldNanos = nanos;
      err.printf(
          "read %,d of %,d messages, up to %s%n", read, toRead, Instant.ofEpochMilli(timeMillis));
      err.flush();
    }
  }
}
