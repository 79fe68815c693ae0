package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Admission;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.topology.LedgerEvent.PolicyChanged;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Owns agents with all their tasks, and scopes of other shapes: adds charges to their ledgers,
 * holds the policies in force, and forwards a decision when one is due, be it for a charge, a
 * policy or the passing of time.
 */
final class KeepLedger implements ProcessorSupplier<String, LedgerEvent, String, byte[]> {
  /** How late a decision that time alone brings about may be. */
  static final Duration TIMER_INTERVAL = Duration.ofMillis(100);

  private final int partitions;
  private final String source;
  private final boolean hasLogs;
  private final LongSupplier nanoTime;
  private final ScopeRetention retention;
  private final NewScopeLimit newScopes;
  private final Duration traceRetention;

  /**
   * @param partitions of the internal topic, to know which scopes are this partition's
   * @param source of the decisions, for their CloudEvents headers
   * @param hasLogs whether decisions also go to a sink for log records
   * @param traceRetention how long a trace's charges may be corrected after its last span
   * @param nanoTime measures how long work in the background goes on at a time
   */
  KeepLedger(
      int partitions,
      String source,
      boolean hasLogs,
      ScopeRetention retention,
      NewScopeLimit newScopes,
      Duration traceRetention,
      LongSupplier nanoTime) {
    this.newScopes = newScopes;
    this.traceRetention = traceRetention;
    this.nanoTime = nanoTime;
    this.retention = retention;
    this.hasLogs = hasLogs;
    this.partitions = partitions;
    this.source = source;
  }

  @Override
  public Processor<String, LedgerEvent, String, byte[]> get() {
    return new Keeper();
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    Set<StoreBuilder<?>> stores = new HashSet<>();
    stores.add(Stores.keyValue(Names.SCOPE_STORE, Serdes.String(), Serdes.ByteArray()));
    stores.add(Stores.keyValue(Names.SPEND_STORE, Serdes.Bytes(), Serdes.ByteArray()));
    stores.add(Stores.keyValue(Names.POLICY_STORE, Serdes.String(), Serdes.ByteArray()));
    stores.add(Stores.keyValue(Names.SCOPE_TIMER_STORE, Serdes.Bytes(), Serdes.ByteArray()));
    if (!newScopes.isNone()) {
      stores.add(Stores.keyValue(Names.NEW_SCOPE_STORE, Serdes.Bytes(), Serdes.ByteArray()));
    }
    return stores;
  }

  private final class Keeper implements Processor<String, LedgerEvent, String, byte[]> {
    private @Nullable State state;
    private @Nullable Cancellable timer;

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
      State state = new State(context);
      this.state = state;
      timer =
          context.schedule(
              TIMER_INTERVAL, PunctuationType.WALL_CLOCK_TIME, state.background::advance);
    }

    /** A task that is revived is initialised anew, and keeps the timers nobody has cancelled. */
    @Override
    public void close() {
      if (timer != null) {
        timer.cancel();
      }
      if (state != null) {
        state.background.stop();
      }
    }

    @Override
    public void process(Record<String, LedgerEvent> record) {
      State state = Wired.require(this.state);
      LedgerEvent event = record.value();
      if (event instanceof Charges charges) {
        state.charge(charges);
      } else if (event instanceof PolicyChanged changed) {
        state.change(changed.change());
      }
    }
  }

  private final class State {
    private final ProcessorContext<String, byte[]> context;
    private final KeyValueStore<String, byte[]> policyStore;
    private final PolicySet policies;
    private final @Nullable NewScopes admission;
    private final Accounts accounts;
    private final ScopeSweeps sweeps;
    private final Slices background;

    State(ProcessorContext<String, byte[]> context) {
      this.context = context;
      policyStore = context.getStateStore(Names.POLICY_STORE);
      policies = load(policyStore);
      admission =
          newScopes.isNone() ? null : new NewScopes(context, newScopes, partitions, traceRetention);
      accounts =
          new Accounts(
              context,
              policies,
              new DecisionRecords(context, source, hasLogs),
              retention,
              admission == null ? Admission.ALL : admission);
      sweeps = new ScopeSweeps(context.getStateStore(Names.SCOPE_STORE), accounts::reviewKnown);
      background = new Slices(context, Slices.LENGTH, this::timePasses, nanoTime);
      sweeps.startAll();
    }

    void charge(Charges event) {
      accounts.charge(event, context.currentSystemTimeMs());
    }

    void change(PolicyChange change) {
      Policy before = policies.get(change.policyId());
      if (before == null && change.policy() == null) {
        return;
      }
      store(change);
      if (before != null) {
        reviewScopesOf(before.scope());
      }
      if (change.policy() != null) {
        reviewScopesOf(change.policy().scope());
      }
    }

    private void store(PolicyChange change) {
      Policy policy = change.policy();
      if (policy == null) {
        policies.remove(change.policyId());
        policyStore.delete(change.policyId());
      } else {
        policies.put(policy);
        policyStore.put(policy.id(), PolicyCodec.encode(policy));
      }
      StoreVersion.count(policyStore);
    }

    private void reviewScopesOf(ScopePattern pattern) {
      if (!pattern.isExact()) {
        sweeps.start(pattern);
        background.begin();
      } else if (isOurs(pattern.exactScope())) {
        accounts.review(pattern.exactScope(), context.currentSystemTimeMs());
      }
    }

    private boolean isOurs(Scope scope) {
      return LedgerPartitioner.partitionOf(scope, partitions) == context.taskId().partition();
    }

    /** Returns whether more is to be done for now. */
    boolean timePasses(long now, BooleanSupplier hasTime) {
      boolean moreDue = accounts.reviewDue(now, hasTime);
      boolean moreSwept = sweeps.advance(now, hasTime);
      boolean moreForgotten = admission != null && admission.forget(now, hasTime);
      return moreDue || moreSwept || moreForgotten;
    }

    private static PolicySet load(KeyValueStore<String, byte[]> store) {
      PolicySet policies = new PolicySet();
      try (KeyValueIterator<String, byte[]> all = store.all()) {
        while (all.hasNext()) {
          KeyValue<String, byte[]> entry = all.next();
          if (!entry.key.equals(StoreVersion.KEY)) {
            policies.put(PolicyCodec.decode(entry.value));
          }
        }
      }
      return policies;
    }
  }
}
