package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes over the scopes that a changed policy governs, a slice at a time, so that a policy for all
 * agents does not hold up their charges.
 *
 * <p>What a crash forgets of them is made up for by {@link #startAll}: a partition that starts
 * looks at each of its scopes once, which writes nothing where nothing has changed.
 */
final class ScopeSweeps {
  /** Sorts after every scope key, which are ASCII. */
  private static final String END = "\uFFFF";

  private static final Duration SLICE = Duration.ofMillis(40);

  private final Sweeps<String> sweeps;

  /**
   * Of the scopes in a store.
   *
   * @param review looks at one scope at an instant, milliseconds since the epoch
   */
  ScopeSweeps(
      KeyValueStore<String, byte[]> scopes, ObjLongConsumer<Scope> review, LongSupplier nanoTime) {
    sweeps =
        new Sweeps<>(
            scopes,
            key -> key + "\0",
            (key, now) -> review.accept(Scope.parse(key), now),
            SLICE,
            nanoTime);
  }

  /** Starts, or starts again, a sweep of the scopes a pattern may match. */
  void start(ScopePattern pattern) {
    startPrefix(prefix(pattern));
  }

  /** Starts a sweep of every scope. */
  void startAll() {
    startPrefix("");
  }

  /** Goes on with the sweeps for one slice of time. */
  void advance(long nowMillis) {
    sweeps.advance(nowMillis);
  }

  private void startPrefix(String prefix) {
    sweeps.start(prefix, prefix + END);
  }

  /** What the keys of all scopes that match begin with. */
  private static String prefix(ScopePattern pattern) {
    Map<String, String> exact = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : pattern.values().entrySet()) {
      if (entry.getValue().equals(ScopePattern.ANY)) {
        String head = exact.isEmpty() ? "" : Scope.of(exact).key() + "/";
        return head + entry.getKey() + "/";
      }
      exact.put(entry.getKey(), entry.getValue());
    }
    return Scope.of(exact).key();
  }
}
