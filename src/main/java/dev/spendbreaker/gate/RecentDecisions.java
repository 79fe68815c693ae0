package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;

/**
 * The latest decisions, by when they were made: partitions of the topic are read one after the
 * other. One thread changes it, any number ask.
 */
public final class RecentDecisions implements DecisionListener {
  /** Decisions that are kept; about a kilobyte each. */
  public static final int CAPACITY = 10_000;

  private static final Comparator<Decision> LATEST_FIRST =
      Comparator.comparingLong(Decision::decidedAtMillis)
          .thenComparingLong(Decision::sequence)
          .thenComparing(Decision::scope)
          .reversed();

  private final ConcurrentSkipListSet<Decision> latestFirst =
      new ConcurrentSkipListSet<>(LATEST_FIRST);

  /** Of the set, which would count. */
  private int size;

  @Override
  public void decided(Decision decision) {
    if (latestFirst.add(decision) && ++size > CAPACITY) {
      latestFirst.pollLast();
      size--;
    }
  }

  @Override
  public void startedOver() {
    latestFirst.clear();
    size = 0;
  }

  /** Those that are wanted, the latest first, {@code limit} at the most. */
  public List<Decision> latest(Predicate<Decision> wanted, int limit) {
    return latestFirst.stream().filter(wanted).limit(limit).toList();
  }
}
