package dev.spendbreaker.usage;

/** A count or a cost that cannot be believed; the message says which attribute, and why. */
final class UnusableUsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableUsageException(String reason) {
    // Without a stack trace: a flood of bad spans must stay cheap, and the reason says it all.
    super(reason, null, false, false);
  }
}
