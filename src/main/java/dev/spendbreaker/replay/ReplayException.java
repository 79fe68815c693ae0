package dev.spendbreaker.replay;

/** There is nothing to replay; the message says what there is, and what to do. */
public final class ReplayException extends Exception {
  private static final long serialVersionUID = 1L;

  public ReplayException(String message) {
    super(message);
  }
}
