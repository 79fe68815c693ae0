package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The latest decisions of all partitions, in memory. A {@link DecisionFeed} from the beginning of
 * the topic fills it. Thread-safe.
 */
public final class RecentDecisions implements DecisionListener {
  /** Decisions that are kept; about a kilobyte each. */
  public static final int CAPACITY = 10_000;

  /** Ids that are waited for at a time; who asks for more is answered at once. */
  private static final int MAX_AWAITED = 1_000;

  private static final Comparator<DecisionRecord> BY_TIME =
      Comparator.comparingLong(record -> record.decision().decidedAtMillis());

  private final int capacity;
  private final Map<Integer, Tail> tails = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, CompletableFuture<Optional<Decision>>> awaited = new HashMap<>();
  private int size;
  private boolean ready;

  /** The last records of one partition, by offset. */
  private static final class Tail {
    final NavigableMap<Long, DecisionRecord> records = new TreeMap<>();

    /** What stood before this offset is no longer here. */
    long from;

    /** Where the next record comes. */
    long next;
  }

  public RecentDecisions() {
    this(CAPACITY);
  }

  RecentDecisions(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public void decided(DecisionRecord record) {
    CompletableFuture<Optional<Decision>> waiting;
    synchronized (this) {
      waiting = awaited.isEmpty() ? null : awaited.get(record.decision().decisionId());
      Tail tail = tails.computeIfAbsent(record.partition(), none -> new Tail());
      size += tail.records.put(record.offset(), record) == null ? 1 : 0;
      tail.next = Math.max(tail.next, record.offset() + 1);
      if (size > capacity) {
        dropOldest();
      }
    }
    if (waiting != null) {
      waiting.complete(Optional.of(record.decision()));
    }
    tell();
  }

  /** The one that is first in its partition and was decided before the first ones of the others. */
  private void dropOldest() {
    Tail oldest =
        tails.values().stream()
            .filter(tail -> !tail.records.isEmpty())
            .min(Comparator.comparing(tail -> tail.records.firstEntry().getValue(), BY_TIME))
            .orElseThrow();
    oldest.from = Objects.requireNonNull(oldest.records.pollFirstEntry()).getKey() + 1;
    size--;
  }

  @Override
  public void current(long asOfNanos) {
    synchronized (this) {
      ready = true;
    }
  }

  @Override
  public void startedOver() {
    synchronized (this) {
      tails.clear();
      size = 0;
      ready = false;
    }
    tell();
  }

  /** Runs something after each change, on the feed's thread: it must return fast. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }

  /** Whether all that was decided before has been read. */
  public synchronized boolean isReady() {
    return ready;
  }

  /** Whether it holds all that the topic holds. */
  synchronized boolean isComplete() {
    return ready && tails.values().stream().allMatch(tail -> tail.from == 0);
  }

  /** The position after all that has been read. */
  public synchronized DecisionPosition end() {
    Map<Integer, Long> next = new HashMap<>();
    tails.forEach((partition, tail) -> next.put(partition, tail.next));
    return DecisionPosition.of(next);
  }

  /**
   * Those that are wanted, the latest first, {@code limit} at the most. One that was written twice
   * is told once.
   */
  public synchronized List<Decision> latest(Predicate<Decision> wanted, int limit) {
    Map<String, Decision> found = new LinkedHashMap<>();
    Merge latestFirst =
        new Merge(
            BY_TIME.reversed(), tails.values().stream().map(tail -> tail.records.descendingMap()));
    for (DecisionRecord record = latestFirst.next();
        record != null && found.size() < limit;
        record = latestFirst.next()) {
      if (wanted.test(record.decision())) {
        found.putIfAbsent(record.decision().decisionId(), record.decision());
      }
    }
    return List.copyOf(found.values());
  }

  /**
   * The one that has an id. Where it is not among those held, the result completes once it comes,
   * or with nothing after {@code patience}.
   */
  CompletableFuture<Optional<Decision>> find(String decisionId, Duration patience) {
    CompletableFuture<Optional<Decision>> found;
    synchronized (this) {
      Optional<Decision> held =
          latest(decision -> decision.decisionId().equals(decisionId), 1).stream().findFirst();
      if (held.isPresent() || awaited.size() >= MAX_AWAITED) {
        return CompletableFuture.completedFuture(held);
      }
      found = awaited.computeIfAbsent(decisionId, none -> new CompletableFuture<>());
    }
    return found
        .completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((decision, failure) -> forget(decisionId))
        .thenApplyAsync(Function.identity());
  }

  private synchronized void forget(String decisionId) {
    awaited.remove(decisionId);
  }

  /** Whether a position lies beyond what has been read. */
  synchronized boolean isAhead(DecisionPosition position) {
    DecisionPosition end = end();
    return position.offsets().entrySet().stream()
        .anyMatch(asked -> asked.getValue() > end.next(asked.getKey()));
  }

  /**
   * The decisions after a position, {@code limit} at the most.
   *
   * @return null where it does not hold all that follow the position
   */
  synchronized @Nullable DecisionSlice after(DecisionPosition position, int limit) {
    if (!ready || !reaches(position)) {
      return null;
    }
    Merge oldestFirst =
        new Merge(
            BY_TIME,
            tails.entrySet().stream()
                .map(tail -> tail.getValue().records.tailMap(position.next(tail.getKey()))));
    List<DecisionRecord> records = new ArrayList<>();
    DecisionPosition next = position;
    DecisionRecord record = oldestFirst.next();
    for (; record != null && records.size() < limit; record = oldestFirst.next()) {
      records.add(record);
      next = next.after(record);
    }
    return new DecisionSlice(records, next, record == null);
  }

  private boolean reaches(DecisionPosition position) {
    return tails.entrySet().stream()
        .allMatch(tail -> position.next(tail.getKey()) >= tail.getValue().from);
  }

  /** Several runs of records as one, by time; the order of each run is kept. */
  private static final class Merge {
    private final PriorityQueue<Run> runs;

    Merge(Comparator<DecisionRecord> order, Stream<? extends Map<Long, DecisionRecord>> runs) {
      this.runs = new PriorityQueue<>(Comparator.comparing(Run::head, order));
      runs.map(Map::values)
          .map(Iterable::iterator)
          .filter(Iterator::hasNext)
          .map(Run::new)
          .forEach(this.runs::add);
    }

    /** Null after the last. */
    @Nullable DecisionRecord next() {
      Run first = runs.poll();
      if (first == null) {
        return null;
      }
      DecisionRecord record = first.head;
      if (first.moveOn()) {
        runs.add(first);
      }
      return record;
    }
  }

  private static final class Run {
    private final Iterator<DecisionRecord> rest;
    private DecisionRecord head;

    Run(Iterator<DecisionRecord> records) {
      rest = records;
      head = records.next();
    }

    DecisionRecord head() {
      return head;
    }

    boolean moveOn() {
      if (!rest.hasNext()) {
        return false;
      }
      head = rest.next();
      return true;
    }
  }
}
