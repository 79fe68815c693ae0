package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Decisions;
import dev.spendbreaker.budget.Evaluation;
import dev.spendbreaker.budget.Evaluator;
import dev.spendbreaker.budget.Ledger;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.Trigger;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.topology.Timers.Timer;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.UsageCodec;
import io.micrometer.core.instrument.Counter;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of one partition: loads a scope's state, has the core charge and evaluate it, stores
 * what changed and forwards the decision, if one is due.
 */
final class Accounts {
  /** Scopes looked at in one punctuation because time has come; the others wait for the next. */
  private static final int DUE_AT_ONCE = 1_000;

  private final ProcessorContext<String, byte[]> context;
  private final PolicySet policies;
  private final DecisionRecords decisions;
  private final KeyValueStore<String, byte[]> scopes;
  private final KeyValueStore<Bytes, byte[]> spend;
  private final ScopeRetention retention;
  private final Timers timers;
  private final DecisionCounts decided;
  private final Counter forgotten;

  Accounts(
      ProcessorContext<String, byte[]> context,
      PolicySet policies,
      DecisionRecords decisions,
      ScopeRetention retention) {
    this.context = context;
    this.policies = policies;
    this.decisions = decisions;
    this.retention = retention;
    scopes = context.getStateStore(Names.SCOPE_STORE);
    spend = context.getStateStore(Names.SPEND_STORE);
    timers = new Timers(context.getStateStore(Names.SCOPE_TIMER_STORE));
    Meters meters = Meters.of(context.appConfigs());
    decided = new DecisionCounts(meters);
    forgotten = meters.forgottenScopes();
  }

  /**
   * Adds charges to a scope.
   *
   * @param traceId of all of them; null for a backfill
   */
  void charge(Scope scope, List<Charge> charges, @Nullable TraceId traceId, long now) {
    Account account = open(scope);
    boolean noneNegative = true;
    for (Charge charge : charges) {
      Ledger.charge(account.state, account.spend, charge.usage(), charge.eventTimeMillis(), now);
      noneNegative &= !UsageCodec.hasNegative(charge.usage());
    }
    Evaluation evaluation =
        Evaluator.evaluateCharge(
            account.state, account.spend, policies.governing(scope), noneNegative, now);
    if (evaluation == null) {
      account.save(scopes);
    } else {
      settle(account, evaluation, Triggers.of(charges, traceId), now);
    }
  }

  /** Evaluates a scope because its policies may have changed. */
  void review(Scope scope, long now) {
    review(open(scope), now);
  }

  /** Evaluates, or forgets, the scopes whose time has come. */
  void reviewDue(long now) {
    for (Timer timer : timers.due(now, DUE_AT_ONCE)) {
      timers.remove(timer);
      Account account = open(Scope.parse(new String(timer.id().get(), UTF_8)));
      account.dueMillis = Timers.NONE;
      if (forgetAt(account) <= now) {
        forget(account);
      } else {
        review(account, now);
      }
    }
  }

  private Account open(Scope scope) {
    byte[] stored = scopes.get(scope.key());
    return new Account(scope, stored, new SpendStore(spend, scope));
  }

  private void review(Account account, long now) {
    account.state.begin(now);
    settle(
        account,
        Evaluator.evaluate(account.state, account.spend, policies.governing(account.scope), now),
        Triggers.NONE,
        now);
  }

  private void settle(Account account, Evaluation evaluation, Triggers triggers, long now) {
    Trigger trigger = triggers.of(evaluation.governing());
    Decision decision = Decisions.next(account.scope, account.state, evaluation, trigger, now);
    account.dueMillis =
        timers.arm(
            account.scope.key().getBytes(UTF_8),
            account.dueMillis,
            Math.min(evaluation.nextChangeMillis(), forgetAt(account)));
    account.save(scopes);
    if (decision != null) {
      decided.add(decision);
      context.forward(decisions.of(decision));
    }
  }

  /** When to forget a scope that goes on being idle; never what a latch or a policy holds. */
  private long forgetAt(Account account) {
    return account.state.isLatched() || policies.isNamed(account.scope)
        ? Long.MAX_VALUE
        : account.state.lastActiveMillis() + retention.of(account.scope).toMillis();
  }

  private void forget(Account account) {
    scopes.delete(account.scope.key());
    account.spend.deleteAll();
    forgotten.increment();
    if (account.state.lastDecision(account.scope) != null) {
      context.forward(DecisionRecords.tombstone(account.scope, context.currentSystemTimeMs()));
    }
  }

  /** One scope's state while it is worked on. */
  private static final class Account {
    final Scope scope;
    final byte @Nullable [] stored;
    final ScopeState state;
    final SpendStore spend;
    long dueMillis;

    Account(Scope scope, byte @Nullable [] stored, SpendStore spend) {
      this.scope = scope;
      this.stored = stored;
      this.spend = spend;
      Stamped stamped = stored == null ? null : Stamped.decode(stored);
      this.state = stamped == null ? ScopeState.empty() : ScopeState.decode(stamped.state());
      this.dueMillis = stamped == null ? Timers.NONE : stamped.millis();
    }

    void save(KeyValueStore<String, byte[]> scopes) {
      byte[] bytes = new Stamped(dueMillis, state.encode()).encode();
      if (!Arrays.equals(bytes, stored)) {
        scopes.put(scope.key(), bytes);
      }
    }
  }
}
