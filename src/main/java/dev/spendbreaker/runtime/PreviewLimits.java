package dev.spendbreaker.runtime;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.http.WhatIf;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the reading of one topic within its limits, and to half of a processor: after each stretch
 * of work it pauses for as long.
 */
final class PreviewLimits implements TopicHistory.Progress {
  private static final long STRETCH_NANOS = Duration.ofMillis(10).toNanos();

  private final Settings.WhatIf limits;
  private final WhatIf.Watcher watcher;
  private final long deadlineNanos;
  private long workingSinceNanos = System.nanoTime();

  PreviewLimits(Settings.WhatIf limits, WhatIf.Watcher watcher) {
    this.limits = limits;
    this.watcher = watcher;
    deadlineNanos = workingSinceNanos + limits.maxTime().toNanos();
  }

  @Override
  public boolean at(long read, long toRead, long timeMillis) {
    return watcher.at(read, toRead, timeMillis)
        && read < limits.maxRecords()
        && rested()
        && System.nanoTime() - deadlineNanos < 0;
  }

  /** False where the thread is to end. */
  private boolean rested() {
    long worked = System.nanoTime() - workingSinceNanos;
    if (worked < STRETCH_NANOS) {
      return true;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(worked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    workingSinceNanos = System.nanoTime();
    return true;
  }
}
