package dev.spendbreaker.cli;

import dev.spendbreaker.runtime.TopicHistory;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** Tells every few seconds how far a replay has come, so that one that is short tells nothing. */
final class ReplayProgress implements TopicHistory.Progress {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintWriter err;
  private final String topic;
  private long toldNanos = System.nanoTime();

  ReplayProgress(PrintWriter err, String topic) {
    this.err = err;
    this.topic = topic;
  }

  @Override
  public boolean at(long read, long toRead, long timeMillis) {
    long nanos = System.nanoTime();
    if (nanos - toldNanos >= INTERVAL_NANOS) {
      toldNanos = nanos;
      err.printf(
          "%s: read %,d of %,d records, up to %s%n",
          topic, read, toRead, Instant.ofEpochMilli(timeMillis));
      err.flush();
    }
    return true;
  }
}
