package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the scopes that a changed policy governs, as much as there is time for at once, so that
 * a policy for all agents does not hold up their charges.
 *
 * <p>What a crash forgets of them is made up for by {@link #startAll}: a partition that starts
 * looks at each of its scopes once, which writes nothing where nothing has changed.
 */
final class ScopeSweeps {
  /** Sorts after every scope key, which are ASCII. */
  private static final String END = "\uFFFF";

  private final Sweeps<String> sweeps;
  private final ObjLongConsumer<Scope> review;

  /**
   * Of the scopes in a store.
   *
   * @param review looks at one scope at an instant, milliseconds since the epoch
   */
  ScopeSweeps(KeyValueStore<String, byte[]> scopes, ObjLongConsumer<Scope> review) {
    this.review = review;
    sweeps = new Sweeps<>(scopes, key -> key + "\0");
  }

  /** Starts, or starts again, a sweep of the scopes a pattern matches. */
  void start(ScopePattern pattern) {
    sweeps.start(new Matching(pattern, review));
  }

  /** Starts a sweep of every scope. */
  void startAll() {
    sweeps.start(new Matching(null, review));
  }

  /** Goes on with the sweeps while there is time; returns whether more is left. */
  boolean advance(long nowMillis, BooleanSupplier hasTime) {
    sweeps.advance(nowMillis, hasTime);
    return !sweeps.isDone();
  }

  /**
   * The scopes that a pattern matches.
   *
   * @param pattern null for every scope
   */
  private record Matching(@Nullable ScopePattern pattern, ObjLongConsumer<Scope> review)
      implements Sweep<String> {
    @Override
    public String from() {
      return pattern == null ? "" : prefix(pattern);
    }

    @Override
    public String to() {
      return from() + END;
    }

    @Override
    public void review(String key, long nowMillis) {
      Scope scope = Scope.parse(key);
      if (pattern == null || pattern.matches(scope)) {
        review.accept(scope, nowMillis);
      }
    }
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
