package dev.spendbreaker.topology;

import org.jspecify.annotations.Nullable;

/** What a processor is given in {@code init}, and so has by the time it processes. */
final class Wired {
  private Wired() {}

  static <T> T require(@Nullable T wired) {
    if (wired == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    return wired;
  }
}
