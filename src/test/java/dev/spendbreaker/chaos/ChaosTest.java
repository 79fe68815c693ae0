package dev.spendbreaker.chaos;

import dev.spendbreaker.chaos.ChaosRun.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The short form of {@code ./spendbreaker chaos}. */
@Tag("integration")
class ChaosTest {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosTest.class);

  @TempDir Path directory;

  @Test
  void shouldHaveExactTotalsAndUnbrokenDecisionsWhateverDies() throws Exception {
    List<Fault> faults = List.of(Fault.KILL_APPLICATION, Fault.KILL_BROKER, Fault.CUT, Fault.HALT);

    new ChaosRun(new Plan(1, 10_000, 300, 2, faults, Duration.ofSeconds(2)), LOG::info)
        .run(directory);
  }
}
