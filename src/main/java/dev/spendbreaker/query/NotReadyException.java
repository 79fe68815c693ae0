package dev.spendbreaker.query;

/**
 * The stores cannot be read now: the application is starting, restoring or rebalancing. Try again.
 */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotReadyException(String message) {
    super(message);
  }
}
