package dev.spendbreaker.topology;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes over ranges of a store, as much as there is time for at once, so that what concerns many
 * entries does not hold up records. Entries may be written and deleted meanwhile, also by the sweep
 * itself.
 *
 * <p>Sweeps are kept in memory only: who starts them knows how to start them again after a crash.
 */
final class Sweeps<K extends Comparable<K>> {
  /**
   * Keys that are read ahead, a few milliseconds' work, whether there is time or not: each range
   * that is read copies the keys of all its entries in the record cache, so few ranges are read.
   */
  private static final int KEYS_AT_ONCE = 4_000;

  private final KeyValueStore<K, byte[]> store;
  private final UnaryOperator<K> next;
  private final Map<Sweep<K>, Progress<K>> underWay = new LinkedHashMap<>();

  /**
   * Of the entries of a store.
   *
   * @param next the first key after another
   */
  Sweeps(KeyValueStore<K, byte[]> store, UnaryOperator<K> next) {
    this.store = store;
    this.next = next;
  }

  /** Where a sweep stands. */
  private static final class Progress<K> {
    /** Read, but not looked at yet. */
    final Deque<K> ahead = new ArrayDeque<>();

    /** The first key that was not read. */
    K unread;

    /** How far it has to go. */
    K to;

    /** Where it was when it was started again: all before that is looked at once more. */
    @Nullable K again;

    Progress(K from, K to) {
      unread = from;
      this.to = to;
    }

    K position() {
      return ahead.isEmpty() ? unread : ahead.getFirst();
    }
  }

  /**
   * Starts a sweep. One that is under way goes on to its end, and then over what it had passed: it
   * gets to its end, however often it is started.
   */
  void start(Sweep<K> sweep) {
    Progress<K> progress = underWay.get(sweep);
    if (progress == null) {
      underWay.put(sweep, new Progress<>(sweep.from(), sweep.to()));
    } else {
      progress.again = progress.position();
      progress.to = sweep.to();
    }
  }

  /** Whether no sweep is under way. */
  boolean isDone() {
    return underWay.isEmpty();
  }

  /** Goes on with the sweeps while there is time. */
  void advance(long nowMillis, BooleanSupplier hasTime) {
    while (!underWay.isEmpty() && hasTime.getAsBoolean()) {
      Map.Entry<Sweep<K>, Progress<K>> first = underWay.entrySet().iterator().next();
      Progress<K> progress = first.getValue();
      if (progress.ahead.isEmpty()) {
        readAhead(progress);
      }
      if (progress.ahead.isEmpty()) {
        end(first.getKey(), progress);
      }
      while (!progress.ahead.isEmpty() && hasTime.getAsBoolean()) {
        first.getKey().review(progress.ahead.remove(), nowMillis);
      }
    }
  }

  private void end(Sweep<K> sweep, Progress<K> progress) {
    underWay.remove(sweep);
    if (progress.again != null) {
      underWay.put(sweep, new Progress<>(sweep.from(), progress.again));
    }
  }

  private void readAhead(Progress<K> progress) {
    if (progress.unread.compareTo(progress.to) > 0) {
      return;
    }
    try (KeyValueIterator<K, byte[]> entries = store.range(progress.unread, progress.to)) {
      while (entries.hasNext() && progress.ahead.size() < KEYS_AT_ONCE) {
        progress.ahead.add(entries.next().key);
      }
    }
    if (!progress.ahead.isEmpty()) {
      progress.unread = next.apply(progress.ahead.getLast());
    }
  }
}
