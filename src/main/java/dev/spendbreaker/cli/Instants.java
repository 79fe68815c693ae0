package dev.spendbreaker.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Instants as they are given to commands. */
final class Instants {
  private Instants() {}

  /**
   * Reads a date-time of ISO-8601 with an offset, or a duration (days and less) before now.
   *
   * @return milliseconds since the epoch; null where it is neither
   */
  static @Nullable Long parse(String text, long nowMillis) {
    try {
      return text.startsWith("P")
          ? nowMillis - Duration.parse(text).toMillis()
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
