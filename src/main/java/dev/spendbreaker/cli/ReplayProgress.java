package dev.spendbreaker.cli;

import dev.spendbreaker.runtime.TopicHistory;
import dev.spendbreaker.runtime.TopicReplay;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** Shows on a terminal how far a replay has come, in one line that is drawn anew. */
final class ReplayProgress implements TopicReplay.Watch, AutoCloseable {
  private static final long INTERVAL_NANOS = Duration.ofMillis(200).toNanos();
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean shown;
  private long drawnNanos = System.nanoTime();
  private boolean drawn;

  /**
   * One for a replay.
   *
   * @param shown whether {@code err} is a terminal; elsewhere nothing is written
   */
  ReplayProgress(PrintWriter err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  @Override
  public TopicHistory.Progress over(String topic) {
    return (read, toRead, timeMillis) -> {
      long now = System.nanoTime();
      if (shown && (now - drawnNanos >= INTERVAL_NANOS || !drawn)) {
        drawnNanos = now;
        draw(topic, read, toRead, timeMillis);
      }
      return true;
    };
  }

  private void draw(String topic, long read, long toRead, long timeMillis) {
    drawn = true;
    err.printf(
        "%s%s: read %,d of %,d records, up to %s",
        ERASE, topic, read, toRead, Instant.ofEpochMilli(timeMillis));
    err.flush();
  }

  /** Leaves nothing on the screen. */
  @Override
  public void close() {
    if (drawn) {
      err.print(ERASE);
      err.flush();
    }
  }
}
