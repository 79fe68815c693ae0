package dev.spendbreaker.query;

import dev.spendbreaker.budget.Action;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which scopes, in which order.
 *
 * @param dimensions only scopes of exactly these dimensions: {@code agent} lists agents, {@code
 *     agent} and {@code task} list tasks; empty lists all
 * @param agent only this agent and what it does; null for all agents
 * @param action only scopes with this action; null for any
 * @param limit how many at most, 1 … {@link #MAX_LIMIT}
 * @param cursor where the page before ended; null for the first
 */
public record ScopeFilter(
    Set<String> dimensions,
    @Nullable String agent,
    @Nullable Action action,
    Sort sort,
    int limit,
    @Nullable String cursor) {
  public static final int DEFAULT_LIMIT = 100;
  public static final int MAX_LIMIT = 1_000;

  public ScopeFilter {
    dimensions = Set.copyOf(dimensions);
  }

  /**
   * Checks the cursor before anybody is asked.
   *
   * @throws IllegalArgumentException where no page gave it
   */
  void requireKnownCursor() {
    if (cursor != null) {
      Position.decode(cursor);
    }
  }

  /** The order of the scopes. */
  public enum Sort {
    /** By scope key. */
    KEY,
    /** Most spent, in USD over all time, first. */
    SPENT
  }
}
