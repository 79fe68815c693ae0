package dev.spendbreaker.document;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody has acted on a kill.
 *
 * @param policyId the policy that governs it; null where none does
 * @param decidedMillis when it was decided; times are milliseconds since the epoch
 * @param by who acted; null where nobody did, or does not say
 * @param actedMillis when; null where nobody did
 */
public record KillStatus(
    String decisionId,
    Scope scope,
    @Nullable String policyId,
    State state,
    long decidedMillis,
    @Nullable String by,
    @Nullable Long actedMillis) {

  /** What becomes of a kill. */
  public enum State {
    /** Nobody has acknowledged it yet. */
    AWAITED,
    /** Nobody has acknowledged it in time. */
    OVERDUE,
    /** Something else was decided for its scope before anybody had acknowledged it. */
    SUPERSEDED,
    /** Somebody has acted on it. */
    ACKNOWLEDGED;

    /** As it stands in documents: {@code awaited}, {@code overdue}, … */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of a decision, and who acted on it, if anybody did. */
  public static KillStatus of(Decision kill, State state, @Nullable Ack ack) {
    PolicyStatus policy = kill.policy();
    return new KillStatus(
        kill.decisionId(),
        kill.scope(),
        policy == null ? null : policy.policyId(),
        state,
        kill.decidedAtMillis(),
        ack == null ? null : ack.by(),
        ack == null ? null : ack.actedMillis());
  }

  /**
   * From the decision until somebody acted, in milliseconds; 0 where clocks disagree so far that it
   * would be less; null where nobody did.
   */
  public @Nullable Long decisionToAckMillis() {
    return actedMillis == null ? null : (Long) Math.max(0, actedMillis - decidedMillis);
  }
}
