package dev.spendbreaker.replay;

import dev.spendbreaker.budget.CalendarWindow;
import dev.spendbreaker.budget.Level;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Window;
import java.time.Duration;
import java.util.List;

/** From when on what arrived matters to policies that come into force at an instant. */
public final class ReplayStart {
  /** All that ever arrived. */
  public static final long BEGINNING = 0;

  /** How far ahead of its arrival a span may say that it ended (DESIGN §3). */
  private static final long AHEAD_MILLIS = Duration.ofMinutes(5).toMillis();

  private ReplayStart() {}

  /**
   * The earliest arrival that can matter: the windows that are open at {@code fromMillis} have
   * begun, and so have the traces whose spans count in them.
   *
   * @param traceRetention how long before a span counts others of its trace may have arrived
   * @return milliseconds since the epoch; {@link #BEGINNING} where a policy counts everything
   */
  public static long of(List<Policy> policies, long fromMillis, Duration traceRetention) {
    long counted = fromMillis;
    for (Policy policy : policies) {
      counted = Math.min(counted, countedFrom(policy, fromMillis));
    }
    long start = counted - AHEAD_MILLIS - traceRetention.toMillis();
    return Math.max(BEGINNING, start);
  }

  private static long countedFrom(Policy policy, long fromMillis) {
    Long countFrom = policy.countFromMillis();
    long start = windowStart(policy.window(), fromMillis);
    return countFrom == null ? start : Math.max(start, countFrom);
  }

  private static long windowStart(Window window, long fromMillis) {
    if (window instanceof Window.Rolling rolling) {
      return Level.forRolling(rolling.millis()).bucketStart(fromMillis - rolling.millis());
    }
    return window instanceof CalendarWindow calendar ? calendar.startAt(fromMillis) : BEGINNING;
  }
}
