package dev.spendbreaker.tls;

import org.jspecify.annotations.Nullable;

/** A file of certificates or a key that cannot be used. The message says why and what to do. */
public final class InvalidTlsFileException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidTlsFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
