package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.document.Ack;
import org.jspecify.annotations.Nullable;

/** What delivery reacts to. */
sealed interface Event {
  /** A decision was made about the scope that is the record's key. */
  record Decided(Decision decision) implements Event {}

  /** The scope that is the record's key is forgotten. */
  record Forgotten() implements Event {}

  /**
   * A policy was set or deleted.
   *
   * @param policy null where it was deleted
   */
  record PolicyChanged(String policyId, long revision, @Nullable Policy policy) implements Event {}

  /** Somebody has acted on a kill of the scope that is the record's key. */
  record Acknowledged(Ack ack) implements Event {}

  /** Somebody asks for a dead delivery, of the scope that is the record's key, again. */
  record ResendRequested(String deliveryId) implements Event {}

  /**
   * Nobody has acknowledged a kill in time. Made where it is delivered, so never written as bytes.
   */
  record Unacknowledged(Decision kill) implements Event {}
}
