package dev.spendbreaker.testing;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Builds decisions about a scope: of policy {@code p1}, at its limit of 5 USD. */
public final class DecisionBuilder {
  private final Scope scope;
  private final Action action;
  private long sequence = 1;
  private String reason = "spent 5.00 USD of 5.00 in total (100.0%)";
  private String policyId = "p1";
  private long remainingNanos;
  private @Nullable String utilization = "1";
  private @Nullable Long resetsAtMillis;
  private boolean overrides;

  private DecisionBuilder(Scope scope, Action action) {
    this.scope = scope;
    this.action = action;
  }

  public static DecisionBuilder decision(Scope scope, Action action) {
    return new DecisionBuilder(scope, action);
  }

  public DecisionBuilder sequence(long number) {
    sequence = number;
    return this;
  }

  public DecisionBuilder reason(String text) {
    reason = text;
    return this;
  }

  public DecisionBuilder policy(String id) {
    policyId = id;
    return this;
  }

  public DecisionBuilder remaining(long nanoUsd) {
    remainingNanos = nanoUsd;
    return this;
  }

  /** Null for a limit of 0. */
  public DecisionBuilder utilization(@Nullable String parts) {
    utilization = parts;
    return this;
  }

  public DecisionBuilder resetsAt(long millis) {
    resetsAtMillis = millis;
    return this;
  }

  /** Replaces the decisions of less specific scopes. */
  public DecisionBuilder overriding() {
    overrides = true;
    return this;
  }

  public Decision build() {
    return new Decision(
        scope,
        sequence,
        action,
        null,
        "limit_reached",
        reason,
        status(),
        overrides,
        null,
        1_000L * sequence);
  }

  private PolicyStatus status() {
    return new PolicyStatus(
        policyId,
        1,
        Policy.Mode.ENFORCE,
        LimitUnit.USD,
        5_000_000_000L - remainingNanos,
        5_000_000_000L,
        remainingNanos,
        utilization == null ? null : new BigDecimal(utilization),
        null,
        action,
        "limit_reached",
        null,
        null,
        resetsAtMillis);
  }
}
