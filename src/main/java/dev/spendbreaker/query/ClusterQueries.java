package dev.spendbreaker.query;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.topology.LedgerPartitioner;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.SettlePartitioner;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Optional;

/** Answers from the ledgers of all instances. */
final class ClusterQueries implements SpendQueries {
  private final int partitions;
  private final Cluster cluster;

  /**
   * @param partitions of settlement and of the ledger
   */
  ClusterQueries(int partitions, Cluster cluster) {
    this.partitions = partitions;
    this.cluster = cluster;
  }

  @Override
  public Optional<ScopeReading> scope(Scope scope, Freshness freshness) {
    return askKeeper(scope, freshness, new LedgerQuestions.OfScope(scope, freshness));
  }

  @Override
  public Optional<List<Usage>> spend(Scope scope, SeriesRange range) {
    return askKeeper(scope, Freshness.CURRENT, new LedgerQuestions.OfSeries(scope, range));
  }

  @Override
  public ScopeStatus scopeAfter(Scope scope, Usage more) {
    return askKeeper(scope, Freshness.CURRENT, new LedgerQuestions.OfScopeAfter(scope, more));
  }

  private <A> A askKeeper(Scope scope, Freshness freshness, Question<A> question) {
    int partition = LedgerPartitioner.partitionOf(scope, partitions);
    return cluster.askKeeper(Names::isLedgerTopic, partition, freshness, question);
  }

  @Override
  public ScopePage scopes(ScopeFilter filter, Freshness freshness) {
    filter.requireKnownCursor();
    Gathered<ScopeSlice> slices =
        cluster.gather(
            Names::isLedgerTopic,
            partitions(filter),
            freshness,
            some -> new LedgerQuestions.OfScopes(filter, some, freshness));
    return MergedScopes.of(filter, slices.answers(), slices.missing());
  }

  /** All scopes of an agent are in one partition. */
  private List<Integer> partitions(ScopeFilter filter) {
    return filter.agent() == null
        ? Cluster.all(partitions)
        : List.of(LedgerPartitioner.partitionOf(Scope.agent(filter.agent()), partitions));
  }

  @Override
  public boolean isSpanKnown(TraceId traceId, long spanId) {
    return askSettler(traceId, new SettleQuestions.OfSpan(traceId, spanId));
  }

  @Override
  public Optional<Trace> trace(TraceId traceId) {
    return askSettler(traceId, new SettleQuestions.OfTrace(traceId));
  }

  private <A> A askSettler(TraceId traceId, Question<A> question) {
    int partition = SettlePartitioner.partitionOf(traceId, partitions);
    return cluster.askKeeper(Names::isSettleTopic, partition, Freshness.CURRENT, question);
  }

  @Override
  public List<Policy> policies() {
    return cluster.askAny(Names::isLedgerTopic, new LedgerQuestions.OfPolicies());
  }

  @Override
  public Optional<Policy> policy(String id) {
    return cluster.askAny(Names::isLedgerTopic, new LedgerQuestions.OfPolicy(id));
  }
}
