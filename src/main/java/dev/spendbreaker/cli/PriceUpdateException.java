package dev.spendbreaker.cli;

import org.jspecify.annotations.Nullable;

/** The bundled price book cannot be made anew. The message says why, and what to do. */
final class PriceUpdateException extends Exception {
  private static final long serialVersionUID = 1L;

  PriceUpdateException(String message) {
    this(message, null);
  }

  PriceUpdateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
