package dev.spendbreaker.explain;

/** A file that cannot be read as a capture; the message says which, why, and what to do. */
public final class CaptureException extends Exception {
  private static final long serialVersionUID = 1L;

  CaptureException(String message) {
    super(message);
  }
}
