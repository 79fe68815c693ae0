package dev.spendbreaker.usage;

/** A span whose attributes cannot be believed; the message says which, and why. */
public final class UnusableSpanException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnusableSpanException(String reason) {
    // Without a stack trace: a flood of bad spans must stay cheap, and the reason says it all.
    super(reason, null, false, false);
  }
}
