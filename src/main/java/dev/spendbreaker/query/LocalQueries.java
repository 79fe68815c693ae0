package dev.spendbreaker.query;

import static org.apache.kafka.streams.StoreQueryParameters.fromNameAndType;

import dev.spendbreaker.budget.Evaluation;
import dev.spendbreaker.budget.Evaluator;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.topology.LedgerPartitioner;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.SpendKeys;
import dev.spendbreaker.topology.Stamped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Answers from the stores of this instance. */
public final class LocalQueries implements SpendQueries {
  private final KafkaStreams streams;
  private final int partitions;
  private final Clock clock;

  /**
   * @param partitions of the ledger
   * @param clock tells the instant for which spend in a window is asked
   */
  public LocalQueries(KafkaStreams streams, int partitions, Clock clock) {
    this.streams = streams;
    this.partitions = partitions;
    this.clock = clock;
  }

  @Override
  public Optional<ScopeStatus> scope(Scope scope) {
    return ask(() -> find(scope));
  }

  private Optional<ScopeStatus> find(Scope scope) {
    int partition = LedgerPartitioner.partitionOf(scope, partitions);
    byte[] stored = this.<String>store(Names.SCOPE_STORE, partition).get(scope.key());
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
    return ask(() -> page(top, missing));
  }

  private void collect(int partition, TopScopes top) {
    try (KeyValueIterator<String, byte[]> all =
        this.<String>store(Names.SCOPE_STORE, partition).all()) {
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
            SpendKeys.view(this.<Bytes>store(Names.SPEND_STORE, partition), scope),
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
    return ask(
        () ->
            policySet(anyLocalPartition()).all().stream()
                .sorted(Comparator.comparing(Policy::id))
                .toList());
  }

  @Override
  public Optional<Policy> policy(String id) {
    return ask(() -> Optional.ofNullable(policy(id, anyLocalPartition())));
  }

  @Override
  public boolean isInForce(String policyId, long revision) {
    return everyAssignedPartition(
        policyId, policy -> policy != null && policy.revision() >= revision);
  }

  @Override
  public boolean isGone(String policyId, long revision) {
    return everyAssignedPartition(
        policyId, policy -> policy == null || policy.revision() > revision);
  }

  /** Of the partitions this instance has to keep, readable or not. */
  private boolean everyAssignedPartition(String policyId, Predicate<@Nullable Policy> holds) {
    return ask(
        () -> {
          Set<Integer> assigned = assignedPartitions();
          if (assigned.isEmpty()) {
            throw new NotReadyException("no partition of the ledger is kept here now");
          }
          return assigned.stream().allMatch(partition -> holds.test(policy(policyId, partition)));
        });
  }

  private Set<Integer> assignedPartitions() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .filter(partition -> Names.isLedgerTopic(partition.topic()))
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /** A store may move away or close at any time, also between two looks at it. */
  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw notReady(e);
    }
  }

  private @Nullable Policy policy(String id, int partition) {
    byte[] stored = this.<String>store(Names.POLICY_STORE, partition).get(id);
    return stored == null ? null : PolicyCodec.decode(stored);
  }

  private PolicySet policySet(int partition) {
    PolicySet policies = new PolicySet();
    try (KeyValueIterator<String, byte[]> all =
        this.<String>store(Names.POLICY_STORE, partition).all()) {
      while (all.hasNext()) {
        policies.put(PolicyCodec.decode(all.next().value));
      }
    }
    return policies;
  }

  private int anyLocalPartition() {
    return localPartitions()
        .findFirst()
        .orElseThrow(
            () -> new NotReadyException("no partition of the ledger can be read here now"));
  }

  private IntStream localPartitions() {
    return IntStream.range(0, partitions).filter(this::isLocal);
  }

  private boolean isLocal(int partition) {
    try {
      store(Names.POLICY_STORE, partition);
      return true;
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return false;
    }
  }

  private <K> ReadOnlyKeyValueStore<K, byte[]> store(String name, int partition) {
    return streams.store(
        fromNameAndType(name, QueryableStoreTypes.<K, byte[]>keyValueStore())
            .withPartition(partition));
  }

  private static NotReadyException notReady(Exception cause) {
    return new NotReadyException(
        "the ledger cannot be read here now (" + cause.getMessage() + "); try again");
  }

  private static ScopeState state(byte[] stored) {
    return ScopeState.decode(Stamped.decode(stored).state());
  }
}
