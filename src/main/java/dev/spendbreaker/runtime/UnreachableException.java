package dev.spendbreaker.runtime;

/** Kafka, or the application, does not answer. The message says where and what to do. */
public final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
