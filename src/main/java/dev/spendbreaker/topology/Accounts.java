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
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.UsageCodec;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of one partition: loads a scope's state, has the core charge and evaluate it, stores
 * what changed and forwards the decision, if one is due.
 */
final class Accounts {
  private final ProcessorContext<String, byte[]> context;
  private final PolicySet policies;
  private final DecisionRecords decisions;
  private final KeyValueStore<String, byte[]> scopes;
  private final KeyValueStore<Bytes, byte[]> spend;
  private final ScopeRetention retention;
  private final Timers timers;
  private final Counter decided;
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
    decided = new Counter(context, "decisions");
    forgotten = new Counter(context, "scopes-forgotten");
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

  /**
   * Evaluates, or forgets, the scopes whose time has come, while there is time.
   *
   * @return whether more may be due
   */
  boolean reviewDue(long now, BooleanSupplier hasTime) {
    return timers.fire(
        now, hasTime, id -> reviewDue(Scope.parse(new String(id.get(), UTF_8)), now));
  }

  private void reviewDue(Scope scope, long now) {
    Account account = open(scope);
    account.dueMillis = Timers.NONE;
    if (forgetAt(account) <= now) {
      forget(account);
    } else {
      review(account, now);
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
      decided.add(1);
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
    forgotten.add(1);
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
