package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One scope with its ledger, policies and a clock that the test moves; state is stored each time.
 */
final class Account {
  static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

  final Scope scope = Scope.agent("a1");
  final InMemoryBuckets buckets = new InMemoryBuckets();
  final PolicySet policies = new PolicySet();
  private byte[] stored = ScopeState.empty().encode();
  long now = NOON;

  Account with(Policies... added) {
    List.of(added).forEach(policy -> policies.put(policy.build()));
    return this;
  }

  ScopeState state() {
    return ScopeState.decode(stored);
  }

  static Usage usd(String amount) {
    return Usage.priced(Tokens.ZERO, Policies.nanos(amount));
  }

  /** Charged and spent now. */
  Account spend(String usd) {
    return charge(usd(usd), now);
  }

  Account charge(Usage usage, long eventTime) {
    ScopeState state = state();
    Ledger.charge(state, buckets, usage, eventTime, now);
    stored = state.encode();
    return this;
  }

  Account goOn(Duration time) {
    now += time.toMillis();
    return this;
  }

  Evaluation evaluate() {
    ScopeState state = state();
    Evaluation evaluation = Evaluator.evaluate(state, buckets, policies.governing(scope), now);
    stored = state.encode();
    return evaluation;
  }

  Forecast forecast(String policyId) {
    return Objects.requireNonNull(
        Forecaster.forecast(state(), buckets, policies.governing(scope), now).get(policyId));
  }

  /** For its only policy. */
  Forecast forecast() {
    return forecast(policies.all().get(0).id());
  }

  /** Where the scope stands against its only policy. */
  PolicyStatus status() {
    return evaluate().statuses().get(0);
  }

  @Nullable Decision decide() {
    Evaluation evaluation = evaluate();
    ScopeState state = state();
    Decision decision = Decisions.next(scope, state, evaluation, null, now);
    stored = state.encode();
    return decision;
  }
}
