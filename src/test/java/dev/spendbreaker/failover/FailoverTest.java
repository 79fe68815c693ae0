package dev.spendbreaker.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.failover.Failover.Outcome;
import dev.spendbreaker.failover.Failover.Plan;
import dev.spendbreaker.testing.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever ends, each call that crosses a limit brings about its decision, once. How late is
 * measured by {@code ./spendbreaker bench failover}.
 */
@Tag("integration")
class FailoverTest {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverTest.class);

  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"STOP_ONE, 2, 0", "KILL_ONE, 2, 0", "ROLLING_RESTART, 3, 1"})
  void shouldDecideEachCallOnceWhateverEnds(Ending ending, int instances, int standbys)
      throws Exception {
    String name = "failover-" + ending.name().toLowerCase(Locale.ROOT);
    Plan plan = new Plan(name, ending, instances, standbys, 20, Duration.ofSeconds(2));

    Outcome outcome = new Failover(directory, KAFKA.bootstrapServers()).run(plan);

    LOG.info("{}: {}", ending.description(), outcome);
    assertThat(outcome.probes()).isPositive();
  }
}
