package dev.spendbreaker.webhook;

/** A delivery that cannot be sent as things are. The message is for people and holds no secret. */
final class UndeliverableException extends Exception {
  private static final long serialVersionUID = 1L;

  UndeliverableException(String message) {
    super(message, null, false, false);
  }
}
