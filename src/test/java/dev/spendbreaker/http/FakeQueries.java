package dev.spendbreaker.http;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.query.NotReadyException;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopePage;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Stores that are told what they hold. */
final class FakeQueries implements SpendQueries {
  static final String UNKNOWN_CURSOR = "unknown";

  final Map<Scope, ScopeStatus> scopes = new ConcurrentSkipListMap<>();
  final Map<String, Policy> policies = new ConcurrentSkipListMap<>();
  final Map<Scope, List<Usage>> spent = new ConcurrentSkipListMap<>();
  volatile @Nullable SeriesRange askedRange;
  volatile boolean ready = true;
  volatile @Nullable ScopeFilter asked;
  volatile @Nullable String cursor;
  volatile List<Integer> missingPartitions = List.of();

  void know(ScopeStatus status) {
    scopes.put(status.scope(), status);
  }

  @Override
  public ScopePage scopes(ScopeFilter filter) {
    requireReady();
    asked = filter;
    if (UNKNOWN_CURSOR.equals(filter.cursor())) {
      throw new IllegalArgumentException("not a cursor");
    }
    return new ScopePage(List.copyOf(scopes.values()), cursor, missingPartitions);
  }

  @Override
  public Optional<ScopeStatus> scope(Scope scope) {
    requireReady();
    return Optional.ofNullable(scopes.get(scope));
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
  public List<Policy> policies() {
    requireReady();
    return List.copyOf(policies.values());
  }

  @Override
  public Optional<Policy> policy(String id) {
    requireReady();
    return Optional.ofNullable(policies.get(id));
  }

  @Override
  public boolean isInForce(String policyId, long revision) {
    return policy(policyId).filter(policy -> policy.revision() >= revision).isPresent();
  }

  @Override
  public boolean isGone(String policyId, long revision) {
    return policy(policyId).filter(policy -> policy.revision() <= revision).isEmpty();
  }

  private void requireReady() {
    if (!ready) {
      throw new NotReadyException("the stores are being restored");
    }
  }
}
