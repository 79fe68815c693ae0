package dev.spendbreaker.budget;

import static dev.spendbreaker.budget.Account.NOON;
import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountBookTest implements AccountStore, AccountListener {
  private static final Scope SCOPE = Scope.agent("a");

  private final Map<Scope, byte[]> accounts = new HashMap<>();
  private final Map<Scope, Long> timers = new HashMap<>();
  private final PolicySet policies = new PolicySet();
  private final List<String> told = new ArrayList<>();
  private final AccountBook book =
      new AccountBook(
          this, policies, new ScopeRetention(Duration.ofDays(30), Duration.ofDays(400)), this);

  /** A sweep may have read the key of a scope before it is forgotten. */
  @Test
  void shouldNotBringBackAForgottenScopeWhenItsPoliciesChange() {
    policies.put(policy("p").usd("1").build());
    book.review(SCOPE, NOON);
    assertThat(told).containsExactly("allow");

    long due = NOON + Duration.ofDays(400).toMillis();
    assertThat(timers).containsEntry(SCOPE, due);
    book.reviewDue(SCOPE, due);
    policies.put(policy("p").usd("0").build());
    book.reviewKnown(SCOPE, due);

    assertThat(told).containsExactly("allow", "forgotten");
    assertThat(accounts).isEmpty();
  }

  @Override
  public byte @Nullable [] account(Scope scope) {
    return accounts.get(scope);
  }

  @Override
  public void putAccount(Scope scope, byte[] account) {
    accounts.put(scope, account);
  }

  @Override
  public BucketStore buckets(Scope scope) {
    return new InMemoryBuckets();
  }

  @Override
  public void delete(Scope scope) {
    accounts.remove(scope);
  }

  @Override
  public void setTimer(Scope scope, long currentMillis, long dueMillis) {
    timers.put(scope, dueMillis);
  }

  @Override
  public void decided(Decision decision, ScopeState state) {
    told.add(decision.action().text());
  }

  @Override
  public void forgotten(Scope scope, ScopeState last, long nowMillis) {
    told.add("forgotten");
  }
}
