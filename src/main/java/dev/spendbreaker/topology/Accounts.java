package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.AccountBook;
import dev.spendbreaker.budget.AccountListener;
import dev.spendbreaker.budget.AccountStore;
import dev.spendbreaker.budget.Admission;
import dev.spendbreaker.budget.BucketStore;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of one partition: an {@link AccountBook} over the partition's stores, whose decisions
 * are forwarded.
 */
final class Accounts implements AccountStore, AccountListener {
  private final DecisionRecords decisions;
  private final KeyValueStore<String, byte[]> scopes;
  private final KeyValueStore<Bytes, byte[]> spend;
  private final Timers timers;
  private final DecisionCounts decided;
  private final Counter forgotten;
  private final AccountBook book;

  Accounts(
      ProcessorContext<String, byte[]> context,
      PolicySet policies,
      DecisionRecords decisions,
      ScopeRetention retention,
      Admission admission) {
    this.decisions = decisions;
    scopes = context.getStateStore(Names.SCOPE_STORE);
    spend = context.getStateStore(Names.SPEND_STORE);
    timers = new Timers(context.getStateStore(Names.SCOPE_TIMER_STORE));
    Meters meters = Meters.of(context.appConfigs());
    decided = new DecisionCounts(meters, Tracing.of(context.appConfigs()));
    forgotten = meters.forgottenScopes();
    book = new AccountBook(this, policies, retention, this, admission);
  }

  /** Adds charges to the scopes they count for. */
  void charge(Charges event, long now) {
    book.charge(event.shapes(), event.charges(), event.traceId(), now);
  }

  /** Evaluates a scope because its policies may have changed, though it may never have spent. */
  void review(Scope scope, long now) {
    book.review(scope, now);
  }

  /** Evaluates a scope because its policies may have changed, unless nothing is known of it. */
  void reviewKnown(Scope scope, long now) {
    book.reviewKnown(scope, now);
  }

  /**
   * Evaluates, or forgets, the scopes whose time has come, while there is time.
   *
   * @return whether more may be due
   */
  boolean reviewDue(long now, BooleanSupplier hasTime) {
    return timers.fire(
        now, hasTime, id -> book.reviewDue(Scope.parse(new String(id.get(), UTF_8)), now));
  }

  @Override
  public byte @Nullable [] account(Scope scope) {
    return scopes.get(scope.key());
  }

  @Override
  public void putAccount(Scope scope, byte[] account) {
    scopes.put(scope.key(), account);
  }

  @Override
  public BucketStore buckets(Scope scope) {
    return new SpendStore(spend, scope);
  }

  @Override
  public void delete(Scope scope) {
    scopes.delete(scope.key());
    new SpendStore(spend, scope).deleteAll();
  }

  @Override
  public void setTimer(Scope scope, long currentMillis, long dueMillis) {
    timers.arm(scope.key().getBytes(UTF_8), currentMillis, dueMillis);
  }

  @Override
  public void decided(Decision decision, ScopeState state) {
    decided.add(decision);
    decisions.forward(decision);
  }

  @Override
  public void forgotten(Scope scope, ScopeState last, long now) {
    forgotten.increment();
    if (last.lastDecision(scope) != null) {
      decisions.forwardTombstone(scope, now);
    }
  }
}
