package dev.spendbreaker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LevelTest {
  @ParameterizedTest
  @CsvSource({
    "PT1M, SECOND",
    "PT4M59S, SECOND",
    "PT5M, FIVE_SECONDS",
    "PT19M59S, FIVE_SECONDS",
    "PT20M, TWENTY_SECONDS",
    "PT59M59S, TWENTY_SECONDS",
    "PT1H, MINUTE",
    "PT4H59M59S, MINUTE",
    "PT5H, FIVE_MINUTES",
    "PT14H59M59S, FIVE_MINUTES",
    "PT15H, QUARTER_HOUR",
    "PT59H59M59S, QUARTER_HOUR",
    "PT60H, HOUR",
    "PT719H59M59S, HOUR",
    "P30D, HALF_DAY",
    "PT1439H59M59S, HALF_DAY",
    "P60D, DAY",
    "P90D, DAY"
  })
  void shouldCountAWindowAtTheCoarsestLevelOfASixtieth(Duration window, Level level) {
    assertThat(Level.forRolling(window.toMillis())).isEqualTo(level);
  }

  @Test
  void shouldRefuseAWindowOfLessThanAMinute() {
    assertThatThrownBy(() -> Level.forRolling(59_999))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least a minute, not 59999 ms");
  }

  @ParameterizedTest
  @EnumSource
  void shouldPackWholeBucketsIntoWholeChunks(Level level) {
    assertThat(level.chunkMillis() % level.bucketMillis()).isZero();
    assertThat(level.indexInChunk(level.chunkMillis() - 1)).isLessThan(128);
  }

  @Test
  void shouldAlignBucketsBeforeTheEpochToo() {
    assertThat(Level.MINUTE.bucketStart(-1)).isEqualTo(-60_000);
    assertThat(Level.MINUTE.chunkStart(-1)).isEqualTo(-3_600_000);
    assertThat(Level.MINUTE.indexInChunk(-1)).isEqualTo(59);
  }
}
