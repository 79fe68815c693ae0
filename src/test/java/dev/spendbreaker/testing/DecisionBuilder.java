package dev.spendbreaker.testing;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.gate.DecisionRecord;
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
  private @Nullable Long decidedAtMillis;

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

  /** Replaces what is decided for less specific scopes. */
  public DecisionBuilder overriding() {
    overrides = true;
    return this;
  }

  /** Milliseconds since the epoch; a second for each sequence number where it is not given. */
  public DecisionBuilder decidedAt(long millis) {
    decidedAtMillis = millis;
    return this;
  }

  /** As it stands at the beginning of the topic. */
  public DecisionRecord record() {
    return at(0, 0);
  }

  /** As it stands somewhere in the topic. */
  public DecisionRecord at(int partition, long offset) {
    return new DecisionRecord(build(), partition, offset);
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
        decidedAtMillis == null ? 1_000L * sequence : decidedAtMillis);
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
