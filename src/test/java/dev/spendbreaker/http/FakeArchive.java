package dev.spendbreaker.http;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.gate.DecisionArchive;
import dev.spendbreaker.gate.DecisionPosition;
import dev.spendbreaker.gate.DecisionSlice;
import dev.spendbreaker.gate.ScopeHistory;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A topic that is told what it holds. */
final class FakeArchive implements DecisionArchive {
  volatile CompletableFuture<Void> check = CompletableFuture.completedFuture(null);
  volatile CompletableFuture<ScopeHistory> history =
      CompletableFuture.completedFuture(new ScopeHistory(List.of(), false));

  @Override
  public CompletableFuture<Void> check(DecisionPosition position) {
    return check;
  }

  @Override
  public CompletableFuture<DecisionSlice> after(DecisionPosition position, int limit) {
    return CompletableFuture.failedFuture(new AssertionError("not asked for in these tests"));
  }

  @Override
  public CompletableFuture<ScopeHistory> ofScope(Scope scope, int limit) {
    return history;
  }
}
