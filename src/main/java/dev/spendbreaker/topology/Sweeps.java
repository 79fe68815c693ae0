package dev.spendbreaker.topology;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes over ranges of a store, a slice of time at once, so that what concerns many entries does not
 * hold up records. Entries may be written and deleted meanwhile, also by the sweep itself.
 *
 * <p>Sweeps are kept in memory only: who starts them knows how to start them again after a crash.
 */
final class Sweeps<K> {
  /**
   * Keys that are read ahead. Many, as each range that is read copies the keys of all its entries
   * in the record cache.
   */
  private static final int KEYS_AT_ONCE = 10_000;

  private final KeyValueStore<K, byte[]> store;
  private final UnaryOperator<K> next;
  private final ObjLongConsumer<K> review;
  private final long sliceNanos;
  private final LongSupplier nanoTime;

  private final Map<Range<K>, Progress<K>> underWay = new LinkedHashMap<>();

  /**
   * Of the entries of a store.
   *
   * @param next the first key after another
   * @param review looks at the entry of a key at an instant, milliseconds since the epoch
   * @param slice the longest of one punctuation, after which records have their turn
   * @param nanoTime measures slices; a task's own clock stands still during a punctuation
   */
  Sweeps(
      KeyValueStore<K, byte[]> store,
      UnaryOperator<K> next,
      ObjLongConsumer<K> review,
      Duration slice,
      LongSupplier nanoTime) {
    this.store = store;
    this.next = next;
    this.review = review;
    sliceNanos = slice.toNanos();
    this.nanoTime = nanoTime;
  }

  private record Range<K>(K from, K to) {}

  /** Where a sweep stands. */
  private static final class Progress<K> {
    /** Read, but not looked at yet. */
    final Deque<K> ahead = new ArrayDeque<>();

    /** The first key that was not read. */
    K unread;

    Progress(K from) {
      unread = from;
    }
  }

  /** Starts, or starts again, a sweep of the keys from one to another, both included. */
  void start(K from, K to) {
    underWay.put(new Range<>(from, to), new Progress<>(from));
  }

  /** Whether no sweep is under way. */
  boolean isDone() {
    return underWay.isEmpty();
  }

  /** Goes on with the sweeps for one slice of time. */
  void advance(long nowMillis) {
    long end = nanoTime.getAsLong() + sliceNanos;
    while (!underWay.isEmpty() && isBefore(end)) {
      Map.Entry<Range<K>, Progress<K>> first = underWay.entrySet().iterator().next();
      Progress<K> progress = first.getValue();
      if (progress.ahead.isEmpty()) {
        readAhead(progress, first.getKey().to(), end);
      }
      if (progress.ahead.isEmpty()) {
        underWay.remove(first.getKey());
      }
      while (!progress.ahead.isEmpty() && isBefore(end)) {
        review.accept(progress.ahead.remove(), nowMillis);
      }
    }
  }

  private boolean isBefore(long end) {
    return nanoTime.getAsLong() - end < 0;
  }

  /** Reads one key at least, if there is one. */
  private void readAhead(Progress<K> progress, K to, long end) {
    try (KeyValueIterator<K, byte[]> entries = store.range(progress.unread, to)) {
      while (entries.hasNext() && progress.ahead.size() < KEYS_AT_ONCE) {
        K key = entries.next().key;
        progress.ahead.add(key);
        progress.unread = next.apply(key);
        if (!isBefore(end)) {
          return;
        }
      }
    }
  }
}
