package dev.spendbreaker.topology;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes over ranges of a store, a slice of time at once, so that what concerns many entries does not
 * hold up records. Entries may be written and deleted meanwhile, also by the sweep itself.
 *
 * <p>Sweeps are kept in memory only: who starts them knows how to start them again after a crash.
 */
final class Sweeps<K> {
  /** The longest slice of one punctuation, after which records have their turn. */
  private static final long SLICE_NANOS = 40_000_000;

  /** Bounds of what is read ahead, whatever the size of an entry. */
  private static final int KEYS_AT_ONCE = 100;

  private static final int BYTES_AT_ONCE = 1 << 20;

  private final KeyValueStore<K, byte[]> store;
  private final UnaryOperator<K> next;
  private final ObjLongConsumer<K> review;
  private final LongSupplier nanoTime;

  /** Where each sweep stands: the first key it has not been at. */
  private final Map<Range<K>, K> cursors = new LinkedHashMap<>();

  /**
   * Of the entries of a store.
   *
   * @param next the first key after another
   * @param review looks at the entry of a key at an instant, milliseconds since the epoch
   * @param nanoTime measures slices; a task's own clock stands still during a punctuation
   */
  Sweeps(
      KeyValueStore<K, byte[]> store,
      UnaryOperator<K> next,
      ObjLongConsumer<K> review,
      LongSupplier nanoTime) {
    this.store = store;
    this.next = next;
    this.review = review;
    this.nanoTime = nanoTime;
  }

  private record Range<K>(K from, K to) {}

  /** Starts, or starts again, a sweep of the keys from one to another, both included. */
  void start(K from, K to) {
    cursors.put(new Range<>(from, to), from);
  }

  /** Whether no sweep is under way. */
  boolean isDone() {
    return cursors.isEmpty();
  }

  /** Goes on with the sweeps for one slice of time. */
  void advance(long nowMillis) {
    long end = nanoTime.getAsLong() + SLICE_NANOS;
    while (!cursors.isEmpty() && isBefore(end)) {
      Iterator<Map.Entry<Range<K>, K>> first = cursors.entrySet().iterator();
      Map.Entry<Range<K>, K> sweep = first.next();
      List<K> keys = keys(sweep.getValue(), sweep.getKey().to());
      if (keys.isEmpty()) {
        first.remove();
      }
      review(keys, sweep, end, nowMillis);
    }
  }

  private void review(List<K> keys, Map.Entry<Range<K>, K> sweep, long end, long nowMillis) {
    for (int i = 0; i < keys.size() && isBefore(end); i++) {
      review.accept(keys.get(i), nowMillis);
      sweep.setValue(next.apply(keys.get(i)));
    }
  }

  private boolean isBefore(long end) {
    return nanoTime.getAsLong() - end < 0;
  }

  private List<K> keys(K from, K to) {
    List<K> keys = new ArrayList<>();
    long bytes = 0;
    try (KeyValueIterator<K, byte[]> entries = store.range(from, to)) {
      while (entries.hasNext() && keys.size() < KEYS_AT_ONCE && bytes < BYTES_AT_ONCE) {
        KeyValue<K, byte[]> entry = entries.next();
        keys.add(entry.key);
        bytes += entry.value.length;
      }
    }
    return keys;
  }
}
