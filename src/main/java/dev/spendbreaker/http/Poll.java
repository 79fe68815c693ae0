package dev.spendbreaker.http;

import dev.spendbreaker.query.NotReadyException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks until something is so. */
public final class Poll implements Runnable {
  private static final long INTERVAL_MILLIS = 5;

  private final BooleanSupplier condition;
  private final long deadlineNanos;
  private final CompletableFuture<Boolean> result = new CompletableFuture<>();

  private Poll(BooleanSupplier condition, Duration patience) {
    this.condition = condition;
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /**
   * True as soon as {@code condition} is, false where it is not within {@code patience}. Stores
   * that cannot be read now count as not yet.
   */
  public static CompletableFuture<Boolean> until(
      BooleanSupplier condition, ScheduledExecutorService scheduler, Duration patience) {
    Poll poll = new Poll(condition, patience);
    Future<?> asking =
        scheduler.scheduleWithFixedDelay(poll, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    return poll.result.whenComplete((so, failure) -> asking.cancel(false));
  }

  @Override
  public void run() {
    try {
      if (isSo()) {
        result.complete(true);
      } else if (System.nanoTime() - deadlineNanos > 0) {
        result.complete(false);
      }
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private boolean isSo() {
    try {
      return condition.getAsBoolean();
    } catch (NotReadyException e) {
      return false;
    }
  }
}
