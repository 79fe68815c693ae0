package dev.spendbreaker.budget;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;

/**
 * Calendar windows the slow way: steps back a quarter of an hour at a time for as long as clock and
 * calendar show the same window.
 */
final class NaiveCalendar {
  private static final long STEP = 15 * 60_000L;
  private static final Map<String, Long> STARTS = new HashMap<>();

  private NaiveCalendar() {}

  /** When the window began that is open at an instant, which is after 1970. */
  static synchronized long start(CalendarWindow window, long millis) {
    String label = label(window, millis);
    return STARTS.computeIfAbsent(window + label, any -> find(window, millis, label));
  }

  private static long find(CalendarWindow window, long millis, String label) {
    long at = millis - Math.floorMod(millis, STEP);
    while (label(window, at - 1).equals(label)) {
      at -= STEP;
    }
    return at;
  }

  /** The same throughout a window, another in the one before. */
  private static String label(CalendarWindow window, long millis) {
    ZonedDateTime time = Instant.ofEpochMilli(millis).atZone(window.zone());
    LocalDate date = time.toLocalDate();
    return switch (window.unit()) {
      case HOUR -> date + "T" + time.getHour() + time.getOffset();
      case DAY -> date.toString();
      case WEEK -> {
        while (date.getDayOfWeek().getValue() != window.startsOn()) {
          date = date.minusDays(1);
        }
        yield "week of " + date;
      }
      case MONTH -> {
        YearMonth month = YearMonth.from(date);
        int first = Math.min(window.startsOn(), month.lengthOfMonth());
        yield (date.getDayOfMonth() < first ? month.minusMonths(1) : month).toString();
      }
      case YEAR -> "year " + date.getYear();
    };
  }
}
