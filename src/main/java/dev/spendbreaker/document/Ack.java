package dev.spendbreaker.document;

import org.jspecify.annotations.Nullable;

/**
 * Somebody's word that they have acted on a kill.
 *
 * @param decisionId of the kill
 * @param by who acted, for people; null where that is not said
 * @param actedMillis when, milliseconds since the epoch; null where that is not said
 */
public record Ack(String decisionId, @Nullable String by, @Nullable Long actedMillis) {
  /** Whether it says when, and that is not after an instant. */
  public boolean isActedBy(long millis) {
    return actedMillis != null && actedMillis <= millis;
  }

  /** The same, of another time. */
  public Ack at(long millis) {
    return new Ack(decisionId, by, millis);
  }
}
