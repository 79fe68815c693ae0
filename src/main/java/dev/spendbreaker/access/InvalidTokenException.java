package dev.spendbreaker.access;

/** A token that does not count: unknown, expired, forged, or meant for somebody else. */
public final class InvalidTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for the client; says nothing of the token itself
   */
  public InvalidTokenException(String message) {
    super(message, null, false, false);
  }
}
