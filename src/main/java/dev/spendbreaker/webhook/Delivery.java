package dev.spendbreaker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.DeliveryStatus.State;
import dev.spendbreaker.document.DeliveryStatus.Told;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The delivery of one message about a decision to one webhook.
 *
 * @param target see {@link Targets}
 * @param document the decision's JSON
 * @param told what is told of the decision
 * @param dueMillis when it is to be tried; times are milliseconds since the epoch
 * @param lastStatus HTTP status of the last answer, 0 where there was none
 * @param endpoint scheme, host and port of where it was last sent; null where it never was
 */
record Delivery(
    String target,
    String document,
    Told told,
    State state,
    int attempts,
    long createdMillis,
    long dueMillis,
    @Nullable Long lastAttemptMillis,
    int lastStatus,
    @Nullable String lastError,
    @Nullable String endpoint) {

  static Delivery of(String target, String document, Told told, long nowMillis) {
    return new Delivery(
        target, document, told, State.PENDING, 0, nowMillis, nowMillis, null, 0, null, null);
  }

  Decision decision() {
    return DecisionDocuments.read(document.getBytes(UTF_8));
  }

  /** As it is after an attempt. */
  Delivery after(Outcome outcome, RetrySchedule schedule, long nowMillis, double random) {
    OptionalLong delay =
        outcome.isDelivered() || outcome.isGone()
            ? OptionalLong.empty()
            : schedule.delay(
                attempts + 1,
                nowMillis - createdMillis,
                outcome.retryAfterMillis() == null ? 0 : outcome.retryAfterMillis(),
                random);
    State next =
        outcome.isDelivered() ? State.DELIVERED : delay.isPresent() ? State.PENDING : State.DEAD;
    return new Delivery(
        target,
        document,
        told,
        next,
        attempts + 1,
        createdMillis,
        nowMillis + delay.orElse(0),
        nowMillis,
        outcome.status(),
        outcome.error(),
        outcome.endpoint() == null ? endpoint : outcome.endpoint());
  }

  /** Given up without another attempt. */
  Delivery dead(String reason) {
    return new Delivery(
        target,
        document,
        told,
        State.DEAD,
        attempts,
        createdMillis,
        dueMillis,
        lastAttemptMillis,
        lastStatus,
        reason,
        endpoint);
  }

  /** As if it were new. */
  Delivery again(long nowMillis) {
    return new Delivery(
        target, document, told, State.PENDING, 0, nowMillis, nowMillis, null, 0, null, endpoint);
  }

  /** Sorts by scope, target and time, and tells deliveries apart. */
  static String key(Decision decision, Told told, String target) {
    return lane(decision.scope().key(), target)
        + String.format(Locale.ROOT, "%016x%016x", decision.decidedAtMillis(), decision.sequence())
        + suffix(told);
  }

  /** What endpoints tell messages apart by: a decision's is its own id. */
  static String webhookId(Decision decision, Told told) {
    return decision.decisionId() + suffix(told);
  }

  private static String suffix(Told told) {
    return told == Told.DECISION ? "" : "-" + told.text();
  }

  /** What the keys of all deliveries of a scope to a target begin with; neither holds a newline. */
  static String lane(String scopeKey, String target) {
    return ofScope(scopeKey) + target + "\n";
  }

  static String ofScope(String scopeKey) {
    return scopeKey + "\n";
  }

  /** What others know it by; sorts by time. */
  static String id(Decision decision, Told told, String target) {
    UUID ofTarget = UUID.nameUUIDFromBytes(target.getBytes(UTF_8));
    return String.format(
        Locale.ROOT,
        "%012x-%s-%s",
        decision.decidedAtMillis(),
        webhookId(decision, told),
        ofTarget.toString().substring(0, 8));
  }

  DeliveryStatus status() {
    Decision decision = decision();
    Scope scope = decision.scope();
    return new DeliveryStatus(
        id(decision, told, target),
        decision.decisionId(),
        told,
        scope,
        decision.action(),
        target.equals(Targets.GLOBAL) ? null : target,
        endpoint,
        state,
        attempts,
        createdMillis,
        lastAttemptMillis,
        lastStatus == 0 ? null : (Integer) lastStatus,
        lastError,
        state == State.PENDING ? (Long) dueMillis : null);
  }
}
