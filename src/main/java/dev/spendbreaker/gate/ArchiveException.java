package dev.spendbreaker.gate;

/** The decisions topic cannot be read now. Try again. */
public final class ArchiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
