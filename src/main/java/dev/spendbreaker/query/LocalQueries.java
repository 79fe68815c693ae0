package dev.spendbreaker.query;

import dev.spendbreaker.budget.Evaluation;
import dev.spendbreaker.budget.Evaluator;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.Stamped;
import dev.spendbreaker.topology.LedgerPartitioner;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.SpendKeys;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Answers from the stores of this instance. */
public final class LocalQueries implements SpendQueries {
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
  public ScopePage scopes(ScopeFilter filter) {
    List<Integer> missing = new ArrayList<>();
    TopScopes top = new TopScopes(filter);
    for (int partition = 0; partition < partitions; partition++) {
      try {
        collect(partition, top);
      } catch (InvalidStateStoreException | IllegalStateException e) {
        missing.add(partition);
      }
    }
    if (missing.size() == partitions) {
      throw new NotReadyException("no partition of the ledger can be read here now; try again");
    }
    return LocalStores.ask(() -> page(top, missing));
  }

  private void collect(int partition, TopScopes top) {
    try (KeyValueIterator<String, byte[]> all =
        stores.<String>store(Names.SCOPE_STORE, partition).all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        top.offer(entry.key, state(entry.value), partition);
      }
    }
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

  private ScopeStatus status(Scope scope, ScopeState state, int partition, PolicySet policies) {
    long now = clock.millis();
    Evaluation evaluation =
        Evaluator.evaluate(
            state,
            SpendKeys.view(stores.<Bytes>store(Names.SPEND_STORE, partition), scope),
            policies.governing(scope),
            now);
    return new ScopeStatus(
        scope,
        evaluation.action(),
        state.totals(),
        evaluation.governing(),
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
