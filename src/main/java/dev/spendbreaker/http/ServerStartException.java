package dev.spendbreaker.http;

/** A server that could not start. The message says why and what to do. */
public final class ServerStartException extends Exception {
  private static final long serialVersionUID = 1L;

  ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
