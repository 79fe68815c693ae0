package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * All decisions that the topic holds, of every instance: the latest from memory, earlier ones out
 * of the topic. No method waits.
 */
public final class DecisionLog {
  private final RecentDecisions recent;
  private final DecisionArchive archive;

  public DecisionLog(RecentDecisions recent, DecisionArchive archive) {
    this.recent = recent;
    this.archive = archive;
  }

  /** Whether all that was decided before has been read; nothing else is of use until then. */
  public boolean isReady() {
    return recent.isReady();
  }

  /** The position after all decisions that are known here. */
  public DecisionPosition end() {
    return recent.end();
  }

  /** Runs something after each change, on a thread that it must not hold up. */
  public void onChange(Runnable listener) {
    recent.onChange(listener);
  }

  /**
   * Those of the last {@value RecentDecisions#CAPACITY} that are wanted, the latest first, {@code
   * limit} at the most.
   */
  public List<Decision> latest(Predicate<Decision> wanted, int limit) {
    return recent.latest(wanted, limit);
  }

  /**
   * The decision that has an id, of the last {@value RecentDecisions#CAPACITY}. Where there is none
   * yet it is waited for, {@code patience} at the most: the status of a scope tells of a decision
   * before that is in the topic.
   */
  public CompletableFuture<Optional<Decision>> find(String decisionId, Duration patience) {
    return recent.find(decisionId, patience);
  }

  /** Fails with an {@link UnknownPositionException} where a position is none of this topic. */
  public CompletableFuture<Void> check(DecisionPosition position) {
    return recent.isAhead(position)
        ? archive.check(position)
        : CompletableFuture.completedFuture(null);
  }

  /** The decisions after a position, about {@code limit} of them. */
  public CompletableFuture<DecisionSlice> after(DecisionPosition position, int limit) {
    DecisionSlice held = recent.after(position, limit);
    return held == null ? archive.after(position, limit) : CompletableFuture.completedFuture(held);
  }

  /** The latest decisions about a scope, {@code limit} at the most. */
  public CompletableFuture<ScopeHistory> ofScope(Scope scope, int limit) {
    List<Decision> held = recent.latest(decision -> decision.scope().equals(scope), limit);
    boolean all = held.size() == limit || isFirst(held) || recent.isComplete();
    return all
        ? CompletableFuture.completedFuture(new ScopeHistory(held, false))
        : archive.ofScope(scope, limit);
  }

  /** Whether the last of these has no earlier one. */
  static boolean isFirst(List<Decision> latestFirst) {
    return !latestFirst.isEmpty() && latestFirst.get(latestFirst.size() - 1).sequence() == 1;
  }
}
