package dev.spendbreaker.document;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the delivery of one decision to one webhook stands.
 *
 * @param id sorts by the time of the decision
 * @param decisionId of the decision that is told of
 * @param told what is told of it
 * @param action of that decision
 * @param policyId the policy whose webhook it is; null for that of the settings
 * @param endpoint scheme, host and port of where it was last sent; null where it never was
 * @param attempts since it was made or last asked for again
 * @param lastStatus HTTP status of the last answer; null where there was none
 * @param lastError what went wrong last; null where nothing did
 * @param nextAttemptMillis null where there is none; times are milliseconds since the epoch
 */
public record DeliveryStatus(
    String id,
    String decisionId,
    Told told,
    Scope scope,
    Action action,
    @Nullable String policyId,
    @Nullable String endpoint,
    State state,
    int attempts,
    long createdMillis,
    @Nullable Long lastAttemptMillis,
    @Nullable Integer lastStatus,
    @Nullable String lastError,
    @Nullable Long nextAttemptMillis) {

  /** What is told of a decision. */
  public enum Told {
    /** That it was made. */
    DECISION,
    /** That it is a kill, and that nobody has acknowledged it in time. */
    KILL_UNACKNOWLEDGED;

    /** As it stands in documents: {@code decision} or {@code kill-unacknowledged}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What becomes of a delivery. */
  public enum State {
    /** It will be tried, or tried again. */
    PENDING,
    /** The endpoint has accepted it. */
    DELIVERED,
    /** It is given up, unless somebody asks for it again. */
    DEAD;

    /** As it stands in documents: {@code pending}, {@code delivered} or {@code dead}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
