package dev.spendbreaker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600_000;

  private final RetrySchedule schedule =
      new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)));

  /**
   * "Example retry schedule" of the specification: time since start of the attempts after the
   * first.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 5",
    "2, 305",
    "3, 2105",
    "4, 9305",
    "5, 27305",
    "6, 63305",
    "7, 113705",
    "8, 185705",
    "9, 272105"
  })
  void shouldRetryAsTheSpecificationSuggests(int attempts, long secondsSinceStart)
      throws Exception {
    RetrySchedule standard =
        new RetrySchedule(Settings.load(Map.of(), Map.of(), null).webhooks().retryDelays());

    long millis = 0;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      millis += standard.delay(attempt, millis, 0, 0).orElseThrow();
    }

    assertThat(millis).isEqualTo(secondsSinceStart * SECOND);
    assertThat(standard.delay(10, millis, 0, 0)).as("after ten attempts").isEmpty();
  }

  @Test
  void shouldAddUpToAFifthAtRandom() {
    assertThat(schedule.delay(1, 0, 0, 0)).hasValue(5_000);
    assertThat(schedule.delay(1, 0, 0, 0.5)).hasValue(5_500);
    assertThat(schedule.delay(1, 0, 0, 1)).hasValue(6_000);
  }

  @Test
  void shouldWaitAsLongAsTheEndpointAsksButNoLongerThanADay() {
    assertThat(schedule.delay(1, 0, 2 * SECOND, 0)).as("less than it would").hasValue(5_000);
    assertThat(schedule.delay(1, 0, 90 * SECOND, 0)).hasValue(90_000);
    assertThat(schedule.delay(1, 0, 1_000 * HOUR, 0)).hasValue(24 * HOUR);
  }

  @Test
  void shouldGiveUpAfterTheLastDelayAndWhatIsOlderThanAllOfThem() {
    assertThat(schedule.delay(2, 6 * SECOND, 0, 0)).hasValue(300_000);
    assertThat(schedule.delay(3, 6 * SECOND, 0, 0)).isEqualTo(OptionalLong.empty());
    assertThat(schedule.delay(1, 366 * SECOND, 0, 0)).as("305 s and a fifth").hasValue(5_000);
    assertThat(schedule.delay(1, 367 * SECOND, 0, 0)).isEmpty();
  }
}
