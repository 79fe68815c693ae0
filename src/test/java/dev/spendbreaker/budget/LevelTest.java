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
    "PT9M59S, SECOND",
    "PT10M, TEN_SECONDS",
    "PT59M59S, TEN_SECONDS",
    "PT1H, MINUTE",
    "PT14H59M59S, MINUTE",
    "PT15H, QUARTER_HOUR",
    "PT59H59M59S, QUARTER_HOUR",
    "PT60H, HOUR",
    "P90D, HOUR"
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
    assertThat(Duration.ofDays(4).toMillis() % level.chunkMillis()).isZero();
  }

  @Test
  void shouldAlignBucketsBeforeTheEpochToo() {
    assertThat(Level.MINUTE.bucketStart(-1)).isEqualTo(-60_000);
    assertThat(Level.MINUTE.chunkStart(-1)).isEqualTo(-3_600_000);
    assertThat(Level.MINUTE.indexInChunk(-1)).isEqualTo(59);
  }
}
