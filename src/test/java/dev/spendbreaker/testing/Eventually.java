package dev.spendbreaker.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what takes a while. */
public final class Eventually {
  private static final long PAUSE_MILLIS = 50;

  private Eventually() {}

  /** What must become true; may throw as long as it has not. */
  @FunctionalInterface
  public interface Assertion {
    void run() throws Exception;
  }

  /**
   * Repeats an assertion until it holds.
   *
   * @throws AssertionError what it threw last, where it does not hold in time
   */
  public static void holds(Duration timeout, Assertion assertion) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (Exception | AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not within " + timeout + ": " + e.getMessage(), e);
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Repeats a call until it gives what is wanted. */
  public static <T> void gives(Duration timeout, T wanted, Callable<T> call)
      throws InterruptedException {
    holds(
        timeout,
        () -> {
          T given = call.call();
          if (!wanted.equals(given)) {
            throw new AssertionError("wanted " + wanted + ", is " + given);
          }
        });
  }
}
