package dev.spendbreaker.budget;

import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.UsageCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of many scopes: adds charges to their ledgers, holds them against the policies that
 * govern, makes the decisions that are due, and forgets who was idle for long. Not thread-safe.
 */
public final class AccountBook {
  private final AccountStore store;
  private final PolicySet policies;
  private final ScopeRetention retention;
  private final AccountListener listener;
  private final Admission admission;

  /**
   * A book of the accounts in a store.
   *
   * @param policies those in force; after a change of them the scopes they govern need a {@link
   *     #review}
   */
  public AccountBook(
      AccountStore store, PolicySet policies, ScopeRetention retention, AccountListener listener) {
    this(store, policies, retention, listener, Admission.ALL);
  }

  /**
   * A book of the accounts in a store.
   *
   * @param policies those in force; after a change of them the scopes they govern need a {@link
   *     #review}
   * @param admission which scopes get an account by a charge
   */
  public AccountBook(
      AccountStore store,
      PolicySet policies,
      ScopeRetention retention,
      AccountListener listener,
      Admission admission) {
    this.admission = admission;
    this.store = store;
    this.policies = policies;
    this.retention = retention;
    this.listener = listener;
  }

  /**
   * Charges, for each shape, the scopes that the charges count for; each scope is evaluated once.
   *
   * @param traceId of all of them; null for a backfill, which leads to no decision by a call of its
   *     own
   */
  public void charge(
      List<Shape> shapes, List<Charge> charges, @Nullable TraceId traceId, long nowMillis) {
    Map<Scope, List<Charge>> byScope = new LinkedHashMap<>();
    for (Charge charge : charges) {
      for (Shape shape : shapes) {
        Scope scope = shape.scopeOf(charge);
        if (scope != null) {
          byScope.computeIfAbsent(scope, same -> new ArrayList<>()).add(charge);
        }
      }
    }
    byScope.forEach(
        (scope, own) -> charge(admitted(scope, traceId, nowMillis), own, traceId, nowMillis));
  }

  private Account admitted(Scope scope, @Nullable TraceId traceId, long nowMillis) {
    Account account = open(scope);
    Scope charged = admission.admit(scope, account.stored == null, traceId, nowMillis);
    return charged.equals(scope) ? account : open(charged);
  }

  private void charge(
      Account account, List<Charge> charges, @Nullable TraceId traceId, long nowMillis) {
    boolean noneNegative = true;
    for (Charge charge : charges) {
      Ledger.charge(
          account.state, account.buckets, charge.usage(), charge.eventTimeMillis(), nowMillis);
      noneNegative &= !UsageCodec.hasNegative(charge.usage());
    }
    Evaluation evaluation =
        Evaluator.evaluateCharge(
            account.state,
            account.buckets,
            policies.governing(account.scope),
            noneNegative,
            nowMillis);
    if (evaluation == null) {
      save(account);
    } else {
      settle(account, evaluation, Triggers.of(charges, traceId), nowMillis);
    }
  }

  /** Evaluates a scope because its policies may have changed, though it may never have spent. */
  public void review(Scope scope, long nowMillis) {
    review(open(scope), nowMillis);
  }

  /** Evaluates a scope because its policies may have changed, unless nothing is known of it. */
  public void reviewKnown(Scope scope, long nowMillis) {
    byte[] stored = store.account(scope);
    if (stored != null) {
      review(new Account(scope, stored, store.buckets(scope)), nowMillis);
    }
  }

  /** Evaluates, or forgets, a scope whose timer was due, and has been removed. */
  public void reviewDue(Scope scope, long nowMillis) {
    Account account = open(scope);
    account.dueMillis = Stamped.NO_TIMER;
    if (forgetAt(account) <= nowMillis) {
      forget(account, nowMillis);
    } else {
      review(account, nowMillis);
    }
  }

  private Account open(Scope scope) {
    return new Account(scope, store.account(scope), store.buckets(scope));
  }

  private void review(Account account, long nowMillis) {
    account.state.begin(nowMillis);
    Evaluation evaluation =
        Evaluator.evaluate(
            account.state, account.buckets, policies.governing(account.scope), nowMillis);
    settle(account, evaluation, Triggers.NONE, nowMillis);
  }

  private void settle(Account account, Evaluation evaluation, Triggers triggers, long nowMillis) {
    Trigger trigger = triggers.of(evaluation.governing());
    Decision decision =
        Decisions.next(account.scope, account.state, evaluation, trigger, nowMillis);
    lookAgainBy(Math.min(evaluation.nextChangeMillis(), forgetAt(account)), account);
    save(account);
    if (decision != null) {
      listener.decided(decision, account.state);
    }
  }

  /** A timer may be due early, never late: to keep an earlier one spares most changes a write. */
  private void lookAgainBy(long wantedMillis, Account account) {
    long current = account.dueMillis;
    boolean isDueInTime = current != Stamped.NO_TIMER && current <= wantedMillis;
    if (!isDueInTime && wantedMillis != Long.MAX_VALUE) {
      store.setTimer(account.scope, current, wantedMillis);
      account.dueMillis = wantedMillis;
    }
  }

  /** When to forget a scope that goes on being idle; never what a latch or a policy holds. */
  private long forgetAt(Account account) {
    return account.state.isLatched() || policies.isNamed(account.scope)
        ? Long.MAX_VALUE
        : account.state.lastActiveMillis() + retention.of(account.scope).toMillis();
  }

  private void forget(Account account, long nowMillis) {
    store.delete(account.scope);
    listener.forgotten(account.scope, account.state, nowMillis);
  }

  private void save(Account account) {
    byte[] bytes = new Stamped(account.dueMillis, account.state.encode()).encode();
    if (!Arrays.equals(bytes, account.stored)) {
      store.putAccount(account.scope, bytes);
    }
  }

  /** One scope's state while it is worked on. */
  private static final class Account {
    final Scope scope;
    final byte @Nullable [] stored;
    final ScopeState state;
    final BucketStore buckets;
    long dueMillis;

    Account(Scope scope, byte @Nullable [] stored, BucketStore buckets) {
      this.scope = scope;
      this.stored = stored;
      this.buckets = buckets;
      Stamped stamped = stored == null ? null : Stamped.decode(stored);
      this.state = stamped == null ? ScopeState.empty() : ScopeState.decode(stamped.state());
      this.dueMillis = stamped == null ? Stamped.NO_TIMER : stamped.millis();
    }
  }
}
