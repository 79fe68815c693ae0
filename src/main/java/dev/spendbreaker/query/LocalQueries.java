package dev.spendbreaker.query;

import dev.spendbreaker.budget.BucketView;
import dev.spendbreaker.budget.Evaluation;
import dev.spendbreaker.budget.Evaluator;
import dev.spendbreaker.budget.Forecast;
import dev.spendbreaker.budget.Forecaster;
import dev.spendbreaker.budget.Ledger;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.PreparedPolicy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.budget.SpendSeries;
import dev.spendbreaker.topology.LedgerPartitioner;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.SpendKeys;
import dev.spendbreaker.usage.Usage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the ledger's stores of this instance. Every method throws {@link NotReadyException}
 * while those it needs cannot be read.
 */
final class LocalQueries {
  private final LocalStores stores;
  private final PolicyCatalog catalog;
  private final int partitions;
  private final Clock clock;

  /**
   * @param partitions of the ledger
   * @param clock tells the instant for which spend in a window is asked
   */
  LocalQueries(KafkaStreams streams, int partitions, Clock clock) {
    stores = new LocalStores(streams);
    catalog = new PolicyCatalog(stores);
    this.partitions = partitions;
    this.clock = clock;
  }

  private int partitionOf(Scope scope) {
    return LedgerPartitioner.partitionOf(scope, partitions);
  }

  /** Where a scope stands; empty where nothing is known of it. */
  Optional<ScopeReading> scope(Scope scope, Freshness freshness) {
    return LocalStores.ask(() -> read(scope, freshness));
  }

  private Optional<ScopeReading> read(Scope scope, Freshness freshness) {
    int partition = partitionOf(scope);
    return currentOrStale(partition, freshness, stale -> read(scope, partition, stale));
  }

  private Optional<ScopeReading> read(Scope scope, int partition, @Nullable StalePartition stale) {
    Freshness freshness = freshness(stale);
    byte[] stored = stores.get(Names.SCOPE_STORE, partition, scope.key(), freshness);
    if (stored == null) {
      requireUpToDate(stale);
      return Optional.empty();
    }
    ScopeState state = new StoredScope(stored).state();
    ScopeStatus status =
        status(
            scope,
            state,
            buckets(scope, partition, freshness),
            catalog.of(partition, freshness),
            clock.millis());
    return Optional.of(new ScopeReading(status, stale));
  }

  /** Reads what this instance keeps of a partition, or what it has a copy of. */
  private <T> T currentOrStale(
      int partition, Freshness freshness, Function<@Nullable StalePartition, T> reading) {
    try {
      return reading.apply(null);
    } catch (InvalidStateStoreException e) {
      if (freshness == Freshness.CURRENT) {
        throw e;
      }
      return reading.apply(new StalePartition(partition, stores.lag(Names.SCOPE_STORE, partition)));
    }
  }

  private static Freshness freshness(@Nullable StalePartition stale) {
    return stale == null ? Freshness.CURRENT : Freshness.STALE_ALLOWED;
  }

  /** What a copy does not know may have come since. */
  private static void requireUpToDate(@Nullable StalePartition stale) {
    if (stale != null && stale.lag() > 0) {
      throw new NotReadyException(
          "the copy here is " + stale.lag() + " changes behind and does not know of it; try again");
    }
  }

  /** The first scopes of some partitions. */
  ScopeSlice scopes(ScopeFilter filter, List<Integer> partitions, Freshness freshness) {
    TopScopes top = new TopScopes(filter);
    List<Integer> unread = new ArrayList<>();
    List<StalePartition> stale = new ArrayList<>();
    for (int partition : partitions) {
      try {
        currentOrStale(partition, freshness, copy -> collect(partition, copy, top))
            .ifPresent(stale::add);
      } catch (InvalidStateStoreException | IllegalStateException e) {
        unread.add(partition);
      }
    }
    return LocalStores.ask(() -> slice(top, unread, stale, freshness));
  }

  private Optional<StalePartition> collect(
      int partition, @Nullable StalePartition stale, TopScopes top) {
    try (KeyValueIterator<String, byte[]> entries =
        stores
            .<String>store(Names.SCOPE_STORE, partition, freshness(stale))
            .range(top.firstKey(), top.lastKey())) {
      boolean goOn = true;
      while (goOn && entries.hasNext()) {
        KeyValue<String, byte[]> entry = entries.next();
        goOn = top.offer(entry.key, new StoredScope(entry.value), partition);
      }
    }
    return Optional.ofNullable(stale);
  }

  private ScopeSlice slice(
      TopScopes top, List<Integer> unread, List<StalePartition> stale, Freshness freshness) {
    List<ScopeSlice.Entry> entries = new ArrayList<>();
    for (TopScopes.Found found : top.sorted()) {
      Scope scope = Scope.parse(found.position().key());
      ScopeState state = found.stored().state();
      entries.add(
          new ScopeSlice.Entry(
              found.position(), summary(scope, state, found.partition(), freshness)));
    }
    return new ScopeSlice(entries, top.hasMore(), unread, stale);
  }

  /** What a scope spent in each step of a range; empty where nothing is known of it. */
  Optional<List<Usage>> spend(Scope scope, SeriesRange range) {
    return LocalStores.ask(
        () -> {
          int partition = partitionOf(scope);
          byte[] stored = stores.get(Names.SCOPE_STORE, partition, scope.key(), Freshness.CURRENT);
          return Optional.ofNullable(stored)
              .map(StoredScope::new)
              .map(
                  found ->
                      SpendSeries.of(
                          found.state(), buckets(scope, partition, Freshness.CURRENT), range));
        });
  }

  /** Where a scope would stand if it spent this on top, whether anything is known of it or not. */
  ScopeStatus scopeAfter(Scope scope, Usage more) {
    return LocalStores.ask(
        () -> {
          int partition = partitionOf(scope);
          byte[] stored = stores.get(Names.SCOPE_STORE, partition, scope.key(), Freshness.CURRENT);
          ScopeState state = stored == null ? ScopeState.empty() : new StoredScope(stored).state();
          BucketDraft draft = new BucketDraft(buckets(scope, partition, Freshness.CURRENT));
          long now = clock.millis();
          if (!more.isZero()) {
            Ledger.charge(state, draft, more, now, now);
          }
          return status(scope, state, draft, catalog.of(partition, Freshness.CURRENT), now);
        });
  }

  private BucketView buckets(Scope scope, int partition, Freshness freshness) {
    return SpendKeys.view(stores.<Bytes>store(Names.SPEND_STORE, partition, freshness), scope);
  }

  /** Where a scope stands, as a list shows it: without forecasts. */
  private ScopeStatus summary(Scope scope, ScopeState state, int partition, Freshness freshness) {
    BucketView buckets = buckets(scope, partition, freshness);
    List<PreparedPolicy> policies = catalog.of(partition, freshness).governing(scope);
    return status(scope, state, buckets, policies, Map.of(), clock.millis());
  }

  private static ScopeStatus status(
      Scope scope, ScopeState state, BucketView buckets, PolicySet policies, long now) {
    List<PreparedPolicy> governing = policies.governing(scope);
    Map<String, Forecast> forecasts = Forecaster.forecast(state, buckets, governing, now);
    return status(scope, state, buckets, governing, forecasts, now);
  }

  private static ScopeStatus status(
      Scope scope,
      ScopeState state,
      BucketView buckets,
      List<PreparedPolicy> governing,
      Map<String, Forecast> forecasts,
      long now) {
    Evaluation evaluation = Evaluator.evaluate(state, buckets, governing, now);
    return new ScopeStatus(
        scope,
        evaluation.action(),
        state.totals(),
        evaluation.governing(),
        evaluation.reason(),
        evaluation.overrides(),
        evaluation.statuses(),
        forecasts,
        state.lastDecision(scope),
        now);
  }

  /** The policies in force, by id. */
  List<Policy> policies() {
    return LocalStores.ask(() -> catalog.of(anyPartition(), Freshness.CURRENT).all());
  }

  Optional<Policy> policy(String id) {
    return LocalStores.ask(() -> Optional.ofNullable(policy(id, anyPartition())));
  }

  /** Whether these partitions have taken in a revision of a policy, or a later one. */
  boolean isInForce(String policyId, long revision, Collection<Integer> partitions) {
    return LocalStores.ask(
        () ->
            partitions.stream()
                .map(partition -> policy(policyId, partition))
                .allMatch(policy -> policy != null && policy.revision() >= revision));
  }

  /** Whether these partitions do not have a policy, or only a later revision than a deletion's. */
  boolean isGone(String policyId, long revision, Collection<Integer> partitions) {
    return LocalStores.ask(
        () ->
            partitions.stream()
                .map(partition -> policy(policyId, partition))
                .allMatch(policy -> policy == null || policy.revision() > revision));
  }

  private int anyPartition() {
    SortedSet<Integer> assigned = stores.assigned(Names::isLedgerTopic);
    if (assigned.isEmpty()) {
      throw new IllegalStateException("this instance keeps no partition of the ledger now");
    }
    return assigned.first();
  }

  private @Nullable Policy policy(String id, int partition) {
    byte[] stored = stores.get(Names.POLICY_STORE, partition, id, Freshness.CURRENT);
    return stored == null ? null : PolicyCodec.decode(stored);
  }
}
