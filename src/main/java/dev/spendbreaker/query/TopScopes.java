package dev.spendbreaker.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Keeps the scopes of one page while all are offered; memory is that of a page. */
final class TopScopes {
  /** A scope that belongs on the page. */
  record Found(Scope scope, ScopeState state, int partition) {
    Position position() {
      return new Position(state.totals().costNanos(), scope.key());
    }
  }

  /** Where a scope stands in the order; also what a cursor holds. */
  record Position(long costNanos, String key) {
    static final Comparator<Position> BY_KEY = Comparator.comparing(Position::key);
    static final Comparator<Position> BY_SPENT =
        Comparator.comparingLong(Position::costNanos).reversed().thenComparing(BY_KEY);

    String encode() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((costNanos + " " + key).getBytes(UTF_8));
    }

    static Position decode(String cursor) {
      try {
        String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
        int space = text.indexOf(' ');
        return new Position(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "cursor '" + cursor + "' is not one that a page of scopes gave", e);
      }
    }
  }

  private final ScopeFilter filter;
  private final Comparator<Position> order;
  private final @Nullable Position after;
  private final PriorityQueue<Found> worstFirst;
  private boolean more;

  TopScopes(ScopeFilter filter) {
    this.filter = filter;
    order = filter.sort() == ScopeFilter.Sort.SPENT ? Position.BY_SPENT : Position.BY_KEY;
    after = filter.cursor() == null ? null : Position.decode(filter.cursor());
    worstFirst = new PriorityQueue<>(Comparator.comparing(Found::position, order.reversed()));
  }

  void offer(String key, ScopeState state, int partition) {
    Position position = new Position(state.totals().costNanos(), key);
    if (after != null && order.compare(position, after) <= 0) {
      return;
    }
    Scope scope = Scope.parse(key);
    if (!matches(scope, state)) {
      return;
    }
    worstFirst.add(new Found(scope, state, partition));
    if (worstFirst.size() > filter.limit()) {
      worstFirst.remove();
      more = true;
    }
  }

  private boolean matches(Scope scope, ScopeState state) {
    boolean shape =
        filter.dimensions().isEmpty() || filter.dimensions().equals(scope.values().keySet());
    boolean agent =
        filter.agent() == null || filter.agent().equals(scope.values().get(Scope.AGENT));
    return shape && agent && (filter.action() == null || filter.action() == actionOf(scope, state));
  }

  private static Action actionOf(Scope scope, ScopeState state) {
    var decision = state.lastDecision(scope);
    return decision == null ? Action.ALLOW : decision.action();
  }

  List<Found> sorted() {
    List<Found> found = new ArrayList<>(worstFirst);
    found.sort(Comparator.comparing(Found::position, order));
    return found;
  }

  @Nullable String nextCursor() {
    List<Found> found = sorted();
    return more ? found.get(found.size() - 1).position().encode() : null;
  }
}
