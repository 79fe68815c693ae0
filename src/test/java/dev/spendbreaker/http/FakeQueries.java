package dev.spendbreaker.http;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.query.Change;
import dev.spendbreaker.query.Freshness;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.NotReadyException;
import dev.spendbreaker.query.Rollout;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopePage;
import dev.spendbreaker.query.ScopeReading;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.query.StalePartition;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stores that are told what they hold. */
final class FakeQueries implements SpendQueries, Rollout {
  static final String UNKNOWN_CURSOR = "unknown";
  private static final Executor SOON = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);

  final Map<Scope, ScopeStatus> scopes = new ConcurrentSkipListMap<>();
  final Map<String, Policy> policies = new ConcurrentSkipListMap<>();
  final Map<TraceId, Trace> traces = new ConcurrentHashMap<>();
  final Map<Scope, List<Usage>> spent = new ConcurrentSkipListMap<>();
  volatile @Nullable SeriesRange askedRange;
  volatile boolean ready = true;
  volatile @Nullable ScopeFilter asked;
  volatile @Nullable String cursor;
  volatile List<MissingInstance> missing = List.of();
  volatile List<StalePartition> stale = List.of();
  volatile @Nullable Freshness askedFreshness;

  void know(ScopeStatus status) {
    scopes.put(status.scope(), status);
  }

  @Override
  public ScopePage scopes(ScopeFilter filter, Freshness freshness) {
    requireReady();
    asked = filter;
    askedFreshness = freshness;
    if (UNKNOWN_CURSOR.equals(filter.cursor())) {
      throw new IllegalArgumentException("not a cursor");
    }
    return new ScopePage(List.copyOf(scopes.values()), cursor, missing, stale);
  }

  @Override
  public Optional<ScopeReading> scope(Scope scope, Freshness freshness) {
    requireReady();
    askedFreshness = freshness;
    StalePartition copy = stale.isEmpty() ? null : stale.get(0);
    return Optional.ofNullable(scopes.get(scope)).map(status -> new ScopeReading(status, copy));
  }

  @Override
  public Optional<List<Usage>> spend(Scope scope, SeriesRange range) {
    requireReady();
    askedRange = range;
    return Optional.ofNullable(spent.get(scope));
  }

  @Override
  public ScopeStatus scopeAfter(Scope scope, Usage more) {
    throw new UnsupportedOperationException("REST does not ask this");
  }

  @Override
  public boolean isSpanKnown(TraceId traceId, long spanId) {
    throw new UnsupportedOperationException("REST does not ask this");
  }

  @Override
  public Optional<Trace> trace(TraceId traceId) {
    requireReady();
    return Optional.ofNullable(traces.get(traceId));
  }

  @Override
  public List<Policy> policies() {
    requireReady();
    return List.copyOf(policies.values());
  }

  @Override
  public Optional<Policy> policy(String id) {
    requireReady();
    return Optional.ofNullable(policies.get(id));
  }

  /** Asks again and again, as a change may take a while to come. */
  @Override
  public CompletableFuture<Reach> await(Change change, Duration patience) {
    return await(change, System.nanoTime() + patience.toNanos());
  }

  private CompletableFuture<Reach> await(Change change, long deadlineNanos) {
    if (isTakenIn(change) || System.nanoTime() - deadlineNanos > 0) {
      return CompletableFuture.completedFuture(new Reach(isTakenIn(change), missing));
    }
    return CompletableFuture.completedFuture(change)
        .thenComposeAsync(again -> await(again, deadlineNanos), SOON);
  }

  private boolean isTakenIn(Change change) {
    Policy policy = policies.get(change.key());
    return change.kind() == Change.Kind.POLICY_SET
        ? policy != null && policy.revision() >= change.revision()
        : policy == null;
  }

  private void requireReady() {
    if (!ready) {
      throw new NotReadyException("the stores are being restored");
    }
  }
}
