package dev.spendbreaker.document;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How instants, durations and amounts stand in documents. */
final class Texts {
  static final int NANO_DECIMALS = 9;

  /** RFC 3339. */
  private static final Pattern INSTANT =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  private static final Pattern DURATION =
      Pattern.compile(
          "P(?!$)(?:(\\d{1,9})D)?"
              + "(?:T(?!$)(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9}(?:\\.\\d{1,3})?)S)?)?");

  private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1000};

  private Texts() {}

  /** Milliseconds since the epoch as ISO-8601 in UTC: {@code 2026-11-23T12:00:00Z}. */
  static String instant(long millis) {
    return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochMilli(millis));
  }

  /** Milliseconds since the epoch, rounded down; null where the text is no RFC 3339 date-time. */
  static @Nullable Long instant(String text) {
    if (!INSTANT.matcher(text).matches()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Milliseconds as ISO-8601: {@code P7D}, {@code PT1H30M}. */
  static String duration(long millis) {
    Duration duration = Duration.ofMillis(millis);
    boolean wholeDays = millis > 0 && millis % UNIT_MILLIS[0] == 0;
    return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
  }

  /**
   * Milliseconds; null where the text is not ISO-8601 in days, hours, minutes and seconds, of which
   * the last may have up to three decimals.
   */
  static @Nullable Long duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal millis = BigDecimal.ZERO;
    for (int i = 0; i < UNIT_MILLIS.length; i++) {
      String count = matcher.group(i + 1);
      if (count != null) {
        millis = millis.add(new BigDecimal(count).multiply(BigDecimal.valueOf(UNIT_MILLIS[i])));
      }
    }
    return millis.longValueExact();
  }

  /** Nano-USD as US dollars. */
  static BigDecimal usd(long nanos) {
    return canonical(BigDecimal.valueOf(nanos, NANO_DECIMALS));
  }

  /** US dollars as nano-USD. The caller has checked range and decimals. */
  static long nanos(BigDecimal usd) {
    return usd.movePointRight(NANO_DECIMALS).longValueExact();
  }

  /** How many decimals a value needs; of a multiple of ten, 0 or less. */
  static int decimals(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.stripTrailingZeros().scale();
  }

  /** Without trailing zeros after the point, so that equal values are equal. */
  static BigDecimal canonical(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
