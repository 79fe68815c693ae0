package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes over the scopes that a changed policy governs, a slice at a time, so that a policy for all
 * agents does not hold up their charges.
 */
final class Sweeps {
  /*
   * Sweeps are kept in memory only. What a crash forgets is made up for by startAll(): a partition that
   * starts looks at each of its scopes once, which writes nothing where nothing has changed.
   */

  /** The longest slice of one punctuation, after which records have their turn. */
  private static final long SLICE_NANOS = 40_000_000;

  private static final int SCOPES_AT_ONCE = 100;

  /** Sorts after every scope key, which are ASCII. */
  private static final String END = "\uFFFF";

  private final KeyValueStore<String, byte[]> scopes;
  private final ObjLongConsumer<Scope> review;
  private final LongSupplier nanoTime;

  /** Where each sweep stands: the last scope key it has been at. */
  private final Map<Range, String> cursors = new LinkedHashMap<>();

  /**
   * Of the scopes in a store.
   *
   * @param review looks at one scope at an instant, milliseconds since the epoch
   * @param nanoTime measures slices; a task's own clock stands still during a punctuation
   */
  Sweeps(
      KeyValueStore<String, byte[]> scopes, ObjLongConsumer<Scope> review, LongSupplier nanoTime) {
    this.scopes = scopes;
    this.review = review;
    this.nanoTime = nanoTime;
  }

  /** The scope keys with a prefix; null matches all. */
  private record Range(String prefix) {
    static Range of(ScopePattern pattern) {
      Map<String, String> exact = new LinkedHashMap<>();
      for (Map.Entry<String, String> entry : pattern.values().entrySet()) {
        if (entry.getValue().equals(ScopePattern.ANY)) {
          String head = exact.isEmpty() ? "" : Scope.of(exact).key() + "/";
          return new Range(head + entry.getKey() + "/");
        }
        exact.put(entry.getKey(), entry.getValue());
      }
      return new Range(Scope.of(exact).key());
    }
  }

  /** Starts, or starts again, a sweep of the scopes a pattern may match. */
  void start(ScopePattern pattern) {
    restart(Range.of(pattern));
  }

  /** Starts a sweep of every scope. */
  void startAll() {
    restart(new Range(""));
  }

  private void restart(Range range) {
    cursors.put(range, range.prefix());
  }

  /** Goes on with the sweeps for one slice of time. */
  void advance(long nowMillis) {
    long start = nanoTime.getAsLong();
    while (!cursors.isEmpty() && nanoTime.getAsLong() - start < SLICE_NANOS) {
      Iterator<Map.Entry<Range, String>> first = cursors.entrySet().iterator();
      Map.Entry<Range, String> sweep = first.next();
      List<String> keys = next(sweep.getKey(), sweep.getValue());
      keys.forEach(key -> review.accept(Scope.parse(key), nowMillis));
      if (keys.size() < SCOPES_AT_ONCE) {
        first.remove();
      } else {
        sweep.setValue(keys.get(keys.size() - 1) + "\0");
      }
    }
  }

  private List<String> next(Range range, String from) {
    List<String> keys = new ArrayList<>(SCOPES_AT_ONCE);
    try (KeyValueIterator<String, byte[]> entries = scopes.range(from, range.prefix() + END)) {
      while (entries.hasNext() && keys.size() < SCOPES_AT_ONCE) {
        keys.add(entries.next().key);
      }
    }
    return keys;
  }
}
