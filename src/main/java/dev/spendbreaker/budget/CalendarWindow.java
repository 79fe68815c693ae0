package dev.spendbreaker.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/**
 * The hour, day, week, month or year that now is, as the clocks and calendars of a zone have it: a
 * day may have 23 or 25 hours, and where clocks skip midnight it begins with the first instant that
 * exists.
 *
 * @param startsOn the day a week (1 Monday … 7 Sunday) or a month (1 … 31, in a shorter month its
 *     last day) begins with; 1 for the others
 */
public record CalendarWindow(Unit unit, ZoneId zone, int startsOn) implements Window {
  /** How long a window is. */
  public enum Unit {
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR;

    /** As it stands in documents: {@code hour}, {@code day}, … */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The last day {@link CalendarWindow#startsOn} can be. */
    public int lastDay() {
      return switch (this) {
        case WEEK -> 7;
        case MONTH -> 31;
        case HOUR, DAY, YEAR -> 1;
      };
    }
  }

  /** Shorter than any two ends of hours lie apart, and so than any window. */
  private static final long STEP_MILLIS = 15 * 60 * 1000L;

  /**
   * @throws IllegalArgumentException where there is no such day in the unit
   */
  public CalendarWindow {
    if (startsOn < 1 || startsOn > unit.lastDay()) {
      throw new IllegalArgumentException(
          "a " + unit.text() + " cannot start on day " + startsOn + " of it");
    }
  }

  /** When the window began that is open at an instant. */
  public long startAt(long millis) {
    ZonedDateTime time = Instant.ofEpochMilli(millis).atZone(zone);
    return unit == Unit.HOUR
        ? millis(time.truncatedTo(ChronoUnit.HOURS))
        : startOf(firstDay(time.toLocalDate()));
  }

  /** When the window ends, and the next begins, that began at an instant. */
  public long endOf(long startMillis) {
    return unit == Unit.HOUR ? nextHour(startMillis) : startOf(nextDay(startMillis));
  }

  /** Clocks may be set by half an hour, so hours are found by looking. */
  private long nextHour(long startMillis) {
    long at = startMillis;
    long start = startMillis;
    while (start <= startMillis) {
      at += STEP_MILLIS;
      start = startAt(at);
    }
    return start;
  }

  private LocalDate nextDay(long startMillis) {
    LocalDate first = firstDay(Instant.ofEpochMilli(startMillis).atZone(zone).toLocalDate());
    return switch (unit) {
      case HOUR, DAY -> first.plusDays(1);
      case WEEK -> first.plusWeeks(1);
      case MONTH -> onDay(first.withDayOfMonth(1).plusMonths(1));
      case YEAR -> first.plusYears(1);
    };
  }

  /** The first day of the window a day lies in. */
  private LocalDate firstDay(LocalDate day) {
    return switch (unit) {
      case HOUR, DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.of(startsOn)));
      case MONTH ->
          onDay(day).isAfter(day) ? onDay(day.withDayOfMonth(1).minusMonths(1)) : onDay(day);
      case YEAR -> day.withDayOfYear(1);
    };
  }

  /** The day of a date's month that a window begins with. */
  private LocalDate onDay(LocalDate date) {
    return date.withDayOfMonth(Math.min(startsOn, date.lengthOfMonth()));
  }

  private long startOf(LocalDate day) {
    return millis(day.atStartOfDay(zone));
  }

  private static long millis(ZonedDateTime time) {
    return time.toInstant().toEpochMilli();
  }
}
