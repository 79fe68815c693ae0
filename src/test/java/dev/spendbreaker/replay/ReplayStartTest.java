package dev.spendbreaker.replay;

import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.CalendarWindow;
import dev.spendbreaker.budget.Policies;
import dev.spendbreaker.budget.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A trace is remembered for an hour here, and a span may be five minutes ahead: that is how much
 * earlier than its window each begins.
 */
class ReplayStartTest {
  private static final Instant FROM = Instant.parse("2026-11-23T09:00:30Z");

  @Test
  void shouldBeginWithTheBucketOfTheLongestWindow() {
    assertThat(start(policy("p").rolling(Duration.ofHours(1)))).isEqualTo("2026-11-23T06:55:00Z");
    assertThat(
            start(
                policy("p").rolling(Duration.ofHours(1)),
                policy("q").rolling(Duration.ofMinutes(1)),
                policy("r").rolling(Duration.ofDays(7))))
        .isEqualTo("2026-11-16T07:55:00Z");
  }

  @Test
  void shouldBeginWithTheCalendarsWindow() {
    assertThat(start(policy("p").calendar(CalendarWindow.Unit.MONTH, "Europe/Paris", 1)))
        .isEqualTo("2026-10-31T21:55:00Z");
  }

  @Test
  void shouldBeginWithTheBeginningWhereAllThatWasEverSpentCounts() {
    assertThat(start(policy("p").rolling(Duration.ofHours(1)), policy("q")))
        .isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void shouldLeaveOutWhatAPolicyDoesNotCount() {
    long eight = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();

    assertThat(start(policy("p").countFrom(eight))).isEqualTo("2026-11-23T06:55:00Z");
    assertThat(start(policy("p").countFrom(eight + Duration.ofDays(1).toMillis())))
        .isEqualTo("2026-11-23T07:55:30Z");
  }

  private static String start(Policies... policies) {
    List<Policy> built = Stream.of(policies).map(Policies::build).toList();
    return Instant.ofEpochMilli(ReplayStart.of(built, FROM.toEpochMilli(), Duration.ofHours(1)))
        .toString();
  }
}
