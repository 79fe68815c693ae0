package dev.spendbreaker.webhook;

/** Asks for a dead delivery again: a record of the events topic, keyed by the scope's key. */
public final class ResendRequest {
  private ResendRequest() {}

  /** The record's value. */
  public static byte[] encode(String deliveryId) {
    return EventCodec.encode(new Event.ResendRequested(deliveryId));
  }
}
