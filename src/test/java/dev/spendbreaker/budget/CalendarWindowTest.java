package dev.spendbreaker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.CalendarWindow.Unit;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarWindowTest {
  @ParameterizedTest
  @CsvSource({
    // clocks go forward at 2:00 and back at 3:00 in Paris, at 2:00 each in New York
    "DAY, Europe/Paris, 1, 2026-03-29T12:00+02:00, 2026-03-29T00:00+01:00, 2026-03-30T00:00+02:00",
    "DAY, Europe/Paris, 1, 2026-10-25T12:00+01:00, 2026-10-25T00:00+02:00, 2026-10-26T00:00+01:00",
    "HOUR, Europe/Paris, 1, 2026-03-29T01:59+01:00, 2026-03-29T01:00+01:00, 2026-03-29T03:00+02:00",
    "HOUR, Europe/Paris, 1, 2026-10-25T02:30+02:00, 2026-10-25T02:00+02:00, 2026-10-25T02:00+01:00",
    "HOUR, Europe/Paris, 1, 2026-10-25T02:30+01:00, 2026-10-25T02:00+01:00, 2026-10-25T03:00+01:00",
    "DAY, America/New_York, 1, 2026-03-08T12:00-04:00, 2026-03-08T00:00-05:00, 2026-03-09T00:00-04:00",
    "DAY, America/New_York, 1, 2026-11-01T12:00-05:00, 2026-11-01T00:00-04:00, 2026-11-02T00:00-05:00",
    "HOUR, Asia/Kathmandu, 1, 2026-11-23T12:40Z, 2026-11-23T12:15Z, 2026-11-23T13:15Z",
    "DAY, Asia/Kathmandu, 1, 2026-11-23T18:20Z, 2026-11-23T18:15Z, 2026-11-24T18:15Z",
    // clocks skip midnight
    "DAY, Africa/Cairo, 1, 2026-04-24T12:00+03:00, 2026-04-24T01:00+03:00, 2026-04-25T00:00+03:00",
    // 2011-12-30 was no day in Samoa
    "DAY, Pacific/Apia, 1, 2011-12-29T12:00-10:00, 2011-12-29T00:00-10:00, 2011-12-31T00:00+14:00",
    "WEEK, UTC, 1, 2026-11-23T00:00Z, 2026-11-23T00:00Z, 2026-11-30T00:00Z",
    "WEEK, UTC, 7, 2026-11-23T00:00Z, 2026-11-22T00:00Z, 2026-11-29T00:00Z",
    "MONTH, Europe/Paris, 1, 2026-11-01T00:30+01:00, 2026-11-01T00:00+01:00, 2026-12-01T00:00+01:00",
    "MONTH, UTC, 31, 2026-03-15T00:00Z, 2026-02-28T00:00Z, 2026-03-31T00:00Z",
    "MONTH, UTC, 31, 2028-02-29T00:00Z, 2028-02-29T00:00Z, 2028-03-31T00:00Z",
    "MONTH, UTC, 15, 2026-11-14T23:59Z, 2026-10-15T00:00Z, 2026-11-15T00:00Z",
    "YEAR, Europe/Paris, 1, 2026-07-14T12:00Z, 2026-01-01T00:00+01:00, 2027-01-01T00:00+01:00"
  })
  void shouldBeginAndEndAsTheCalendarHasIt(
      Unit unit, String zone, int startsOn, String at, String start, String end) {
    CalendarWindow window = new CalendarWindow(unit, ZoneId.of(zone), startsOn);

    long began = window.startAt(millis(at));

    assertThat(Instant.ofEpochMilli(began)).isEqualTo(Instant.ofEpochMilli(millis(start)));
    assertThat(Instant.ofEpochMilli(window.endOf(began)))
        .isEqualTo(Instant.ofEpochMilli(millis(end)));
    assertThat(window.startAt(window.endOf(began))).isEqualTo(window.endOf(began));
    assertThat(window.startAt(window.endOf(began) - 1)).isEqualTo(began);
  }

  @Test
  void shouldRefuseADayThatIsNone() {
    assertThatThrownBy(() -> new CalendarWindow(Unit.WEEK, ZoneId.of("UTC"), 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a week cannot start on day 8");
  }

  private static long millis(String time) {
    return ZonedDateTime.parse(time).toInstant().toEpochMilli();
  }
}
