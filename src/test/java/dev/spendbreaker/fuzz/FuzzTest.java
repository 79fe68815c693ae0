package dev.spendbreaker.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.fuzz.FuzzRun.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form of {@code ./spendbreaker fuzz}. */
class FuzzTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldTakeOrExplainEachRecordAndChargeTheGoodOnesExactly(long seed) {
    Outcome outcome = new FuzzRun(seed, 500).run();

    assertThat(outcome.good()).isGreaterThan(20);
    assertThat(outcome.refused()).isGreaterThan(100);
  }
}
