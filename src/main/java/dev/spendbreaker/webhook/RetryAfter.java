package dev.spendbreaker.webhook;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code retry-after} (RFC 9110, §10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /** For how long, in milliseconds from {@code nowMillis}; null where it says nothing of use. */
  static @Nullable Long millis(@Nullable String header, long nowMillis) {
    if (header == null) {
      return null;
    }
    if (header.matches("\\d{1,9}")) {
      return Long.parseLong(header) * 1000;
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Math.max(0, date.toInstant().toEpochMilli() - nowMillis);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
