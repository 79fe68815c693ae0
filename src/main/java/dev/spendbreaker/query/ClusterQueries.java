package dev.spendbreaker.query;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.topology.Names;
import java.util.List;
import java.util.Optional;

/** Answers from the ledgers of all instances. */
final class ClusterQueries implements SpendQueries {
  private final LocalQueries local;
  private final Cluster cluster;

  ClusterQueries(LocalQueries local, Cluster cluster) {
    this.local = local;
    this.cluster = cluster;
  }

  @Override
  public Optional<ScopeReading> scope(Scope scope, Freshness freshness) {
    return cluster.askKeeper(
        Names::isLedgerTopic,
        local.partitionOf(scope),
        freshness,
        new Questions.OfScope(scope, freshness));
  }

  @Override
  public ScopePage scopes(ScopeFilter filter, Freshness freshness) {
    filter.requireKnownCursor();
    Gathered<ScopeSlice> slices =
        cluster.gather(
            Names::isLedgerTopic,
            local.partitions(),
            freshness,
            partitions -> new Questions.OfScopes(filter, partitions, freshness));
    return MergedScopes.of(filter, slices.answers(), slices.missing());
  }

  @Override
  public List<Policy> policies() {
    return cluster.askAny(Names::isLedgerTopic, new Questions.OfPolicies());
  }

  @Override
  public Optional<Policy> policy(String id) {
    return cluster.askAny(Names::isLedgerTopic, new Questions.OfPolicy(id));
  }
}
