package dev.spendbreaker.query;

import dev.spendbreaker.budget.BucketView;
import dev.spendbreaker.budget.Evaluation;
import dev.spendbreaker.budget.Evaluator;
import dev.spendbreaker.budget.Ledger;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.budget.SpendSeries;
import dev.spendbreaker.budget.Stamped;
import dev.spendbreaker.topology.LedgerPartitioner;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.SpendKeys;
import dev.spendbreaker.topology.StoredTrace;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Answers from the stores of this instance. */
public final class LocalQueries implements SpendQueries {
  /** Comes after all that follows an agent's key in the key of another of its scopes. */
  private static final String AFTER_ITS_SCOPES = "/\u007f";

  private final LocalStores stores;
  private final int partitions;
  private final Clock clock;

  /**
   * @param partitions of the ledger
   * @param clock tells the instant for which spend in a window is asked
   */
  public LocalQueries(KafkaStreams streams, int partitions, Clock clock) {
    stores = new LocalStores(streams);
    this.partitions = partitions;
    this.clock = clock;
  }

  @Override
  public Optional<ScopeStatus> scope(Scope scope) {
    return LocalStores.ask(() -> find(scope));
  }

  private Optional<ScopeStatus> find(Scope scope) {
    int partition = LedgerPartitioner.partitionOf(scope, partitions);
    byte[] stored = stores.<String>store(Names.SCOPE_STORE, partition).get(scope.key());
    return stored == null
        ? Optional.empty()
        : Optional.of(status(scope, state(stored), partition, policySet(partition)));
  }

  @Override
  public Optional<List<Usage>> spend(Scope scope, SeriesRange range) {
    return LocalStores.ask(
        () -> {
          int partition = LedgerPartitioner.partitionOf(scope, partitions);
          byte[] stored = stores.<String>store(Names.SCOPE_STORE, partition).get(scope.key());
          return Optional.ofNullable(stored)
              .map(state -> SpendSeries.of(state(state), buckets(scope, partition), range));
        });
  }

  @Override
  public ScopePage scopes(ScopeFilter filter) {
    List<Integer> missing = new ArrayList<>();
    TopScopes top = new TopScopes(filter);
    List<Integer> asked = partitions(filter);
    for (int partition : asked) {
      try {
        collect(partition, filter, top);
      } catch (InvalidStateStoreException | IllegalStateException e) {
        missing.add(partition);
      }
    }
    if (missing.size() == asked.size()) {
      throw new NotReadyException("no partition of the ledger can be read here now; try again");
    }
    return LocalStores.ask(() -> page(top, missing));
  }

  /** All scopes of an agent are in one partition. */
  private List<Integer> partitions(ScopeFilter filter) {
    return filter.agent() == null
        ? IntStream.range(0, partitions).boxed().toList()
        : List.of(LedgerPartitioner.partitionOf(Scope.agent(filter.agent()), partitions));
  }

  private void collect(int partition, ScopeFilter filter, TopScopes top) {
    try (KeyValueIterator<String, byte[]> all =
        entries(stores.store(Names.SCOPE_STORE, partition), filter)) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        top.offer(entry.key, state(entry.value), partition);
      }
    }
  }

  /** All scopes, or those of an agent and few others. */
  private static KeyValueIterator<String, byte[]> entries(
      ReadOnlyKeyValueStore<String, byte[]> store, ScopeFilter filter) {
    if (filter.agent() == null) {
      return store.all();
    }
    String agent = Scope.agent(filter.agent()).key();
    return store.range(agent, agent + AFTER_ITS_SCOPES);
  }

  private ScopePage page(TopScopes top, List<Integer> missing) {
    PolicySet policies = new PolicySet();
    policies().forEach(policies::put);
    List<ScopeStatus> scopes =
        top.sorted().stream()
            .map(found -> status(found.scope(), found.state(), found.partition(), policies))
            .toList();
    return new ScopePage(scopes, top.nextCursor(), missing);
  }

  @Override
  public ScopeStatus scopeAfter(Scope scope, Usage more) {
    return LocalStores.ask(
        () -> {
          int partition = LedgerPartitioner.partitionOf(scope, partitions);
          byte[] stored = stores.<String>store(Names.SCOPE_STORE, partition).get(scope.key());
          ScopeState state = stored == null ? ScopeState.empty() : state(stored);
          BucketDraft draft = new BucketDraft(buckets(scope, partition));
          long now = clock.millis();
          if (!more.isZero()) {
            Ledger.charge(state, draft, more, now, now);
          }
          return status(scope, state, draft, policySet(partition), now);
        });
  }

  @Override
  public boolean isSpanKnown(TraceId traceId, long spanId) {
    Bytes key = Bytes.wrap(traceId.toBytes());
    return LocalStores.ask(
        () ->
            stores.assigned(Names::isSettleTopic).stream()
                .map(partition -> stores.<Bytes>store(Names.TRACE_STORE, partition).get(key))
                .filter(Objects::nonNull)
                .anyMatch(stored -> Trace.decode(StoredTrace.decode(stored).state()).has(spanId)));
  }

  private BucketView buckets(Scope scope, int partition) {
    return SpendKeys.view(stores.<Bytes>store(Names.SPEND_STORE, partition), scope);
  }

  private ScopeStatus status(Scope scope, ScopeState state, int partition, PolicySet policies) {
    return status(scope, state, buckets(scope, partition), policies, clock.millis());
  }

  private static ScopeStatus status(
      Scope scope, ScopeState state, BucketView buckets, PolicySet policies, long now) {
    Evaluation evaluation = Evaluator.evaluate(state, buckets, policies.governing(scope), now);
    return new ScopeStatus(
        scope,
        evaluation.action(),
        state.totals(),
        evaluation.governing(),
        evaluation.reason(),
        evaluation.overrides(),
        evaluation.statuses(),
        state.lastDecision(scope),
        now);
  }

  @Override
  public List<Policy> policies() {
    return LocalStores.ask(
        () ->
            policySet(assignedPartitions().first()).all().stream()
                .sorted(Comparator.comparing(Policy::id))
                .toList());
  }

  @Override
  public Optional<Policy> policy(String id) {
    return LocalStores.ask(() -> Optional.ofNullable(policy(id, assignedPartitions().first())));
  }

  @Override
  public boolean isInForce(String policyId, long revision) {
    return everyPartition(policyId, policy -> policy != null && policy.revision() >= revision);
  }

  @Override
  public boolean isGone(String policyId, long revision) {
    return everyPartition(policyId, policy -> policy == null || policy.revision() > revision);
  }

  private boolean everyPartition(String policyId, Predicate<@Nullable Policy> holds) {
    return LocalStores.ask(
        () ->
            assignedPartitions().stream()
                .allMatch(partition -> holds.test(policy(policyId, partition))));
  }

  private SortedSet<Integer> assignedPartitions() {
    return stores.assigned(Names::isLedgerTopic);
  }

  private @Nullable Policy policy(String id, int partition) {
    byte[] stored = stores.<String>store(Names.POLICY_STORE, partition).get(id);
    return stored == null ? null : PolicyCodec.decode(stored);
  }

  private PolicySet policySet(int partition) {
    PolicySet policies = new PolicySet();
    try (KeyValueIterator<String, byte[]> all =
        stores.<String>store(Names.POLICY_STORE, partition).all()) {
      while (all.hasNext()) {
        policies.put(PolicyCodec.decode(all.next().value));
      }
    }
    return policies;
  }

  private static ScopeState state(byte[] stored) {
    return ScopeState.decode(Stamped.decode(stored).state());
  }
}
