package dev.spendbreaker.query;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the scopes of one page while all are offered; memory is that of a page. Of most of them
 * nothing but the key and the spend is read.
 */
final class TopScopes {
  /** A scope that belongs on the page. */
  record Found(Position position, int partition, StoredScope stored) {}

  /** Comes after all that follows an agent's key in the key of another of its scopes. */
  private static final String AFTER_ITS_SCOPES = "/\u007f";

  private final ScopeFilter filter;
  private final KeyShape shape;
  private final @Nullable String agentKey;
  private final Comparator<Position> order;
  private final @Nullable Position after;
  private final PriorityQueue<Found> worstFirst;
  private boolean more;

  TopScopes(ScopeFilter filter) {
    this.filter = filter;
    shape = new KeyShape(filter.dimensions());
    agentKey = filter.agent() == null ? null : Scope.agent(filter.agent()).key();
    order = Position.order(filter.sort());
    after = filter.cursor() == null ? null : Position.decode(filter.cursor());
    worstFirst = new PriorityQueue<>(Comparator.comparing(Found::position, order.reversed()));
  }

  /** Scopes with lesser keys are not on the page. */
  String firstKey() {
    String first = agentKey == null ? "" : agentKey;
    return after != null && isByKey() && after.key().compareTo(first) > 0 ? after.key() : first;
  }

  /** Nor are scopes with greater keys; null for no bound. */
  @Nullable String lastKey() {
    return agentKey == null ? null : agentKey + AFTER_ITS_SCOPES;
  }

  /**
   * Offers a scope.
   *
   * @return whether scopes of the same partition with greater keys may be on the page
   */
  boolean offer(String key, StoredScope stored, int partition) {
    if (!shape.matches(key) || !isOfAgent(key)) {
      return true;
    }
    Position position = new Position(stored.totals().costNanos(), key);
    if (after != null && order.compare(position, after) <= 0) {
      return true;
    }
    boolean fits = fits(position);
    if (!fits && more) {
      return !isByKey();
    }
    if (matches(key, stored)) {
      add(new Found(position, partition, stored), fits);
    }
    return true;
  }

  /** Between the keys of an agent's scopes are those of agents whose names begin with its name. */
  private boolean isOfAgent(String key) {
    return agentKey == null || key.equals(agentKey) || key.startsWith(agentKey + "/");
  }

  private boolean isByKey() {
    return filter.sort() == ScopeFilter.Sort.KEY;
  }

  private boolean fits(Position position) {
    Found worst = worstFirst.peek();
    return worst == null
        || worstFirst.size() < filter.limit()
        || order.compare(position, worst.position()) < 0;
  }

  private void add(Found found, boolean fits) {
    if (fits) {
      worstFirst.add(found);
    }
    if (!fits || worstFirst.size() > filter.limit()) {
      more = true;
    }
    if (worstFirst.size() > filter.limit()) {
      worstFirst.remove();
    }
  }

  private boolean matches(String key, StoredScope stored) {
    return filter.action() == null || filter.action() == actionOf(Scope.parse(key), stored.state());
  }

  private static Action actionOf(Scope scope, ScopeState state) {
    Decision decision = state.lastDecision(scope);
    return decision == null ? Action.ALLOW : decision.action();
  }

  /** The scopes of the page, in order. */
  List<Found> sorted() {
    List<Found> found = new ArrayList<>(worstFirst);
    found.sort(Comparator.comparing(Found::position, order));
    return found;
  }

  /** Whether there are scopes after the page. */
  boolean hasMore() {
    return more;
  }
}
