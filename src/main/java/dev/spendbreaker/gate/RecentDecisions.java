package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The last decisions, as a {@link DecisionFeed} hands them over. Thread-safe. */
public final class RecentDecisions implements Consumer<Decision> {
  /** Decisions that are kept; about a kilobyte each. */
  public static final int CAPACITY = 10_000;

  private final Deque<Decision> latestFirst = new ArrayDeque<>();

  @Override
  public synchronized void accept(Decision decision) {
    latestFirst.addFirst(decision);
    if (latestFirst.size() > CAPACITY) {
      latestFirst.removeLast();
    }
  }

  /** Those that are wanted, the latest first, {@code limit} at the most. */
  public synchronized List<Decision> latest(Predicate<Decision> wanted, int limit) {
    List<Decision> found = new ArrayList<>();
    Iterator<Decision> all = latestFirst.iterator();
    while (all.hasNext() && found.size() < limit) {
      Decision decision = all.next();
      if (wanted.test(decision)) {
        found.add(decision);
      }
    }
    return found;
  }
}
