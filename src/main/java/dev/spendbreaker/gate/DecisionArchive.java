package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Scope;
import java.util.concurrent.CompletableFuture;

/**
 * Decisions older than those in memory. No method waits; a result fails with an {@link
 * ArchiveException} where the topic cannot be read now, or with an {@link
 * UnknownPositionException}.
 */
public interface DecisionArchive {
  /** Fails where a position is none of this topic. */
  CompletableFuture<Void> check(DecisionPosition position);

  /** The decisions after a position, about {@code limit} of them. */
  CompletableFuture<DecisionSlice> after(DecisionPosition position, int limit);

  /** The latest decisions about a scope, {@code limit} at the most. */
  CompletableFuture<ScopeHistory> ofScope(Scope scope, int limit);
}
