package dev.spendbreaker.cli;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.gate.DecisionFeed;
import dev.spendbreaker.runtime.KafkaAdmin;
import dev.spendbreaker.runtime.UnreachableException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spendbreaker watch}: decisions as they come. */
@Command(
    name = "watch",
    description = "Prints decisions as they come, until Ctrl-C.",
    sortOptions = false,
    footer = {"", "Example: spendbreaker watch --from-beginning"})
final class WatchCommand implements Callable<Integer> {
  @Option(
      names = "--from-beginning",
      description = "Begins with the decisions that the topic still holds.")
  private boolean fromBeginning;

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(this::watch);
  }

  private int watch(Settings settings) throws Exception {
    Logging.hideFailedConnections();
    try (DecisionFeed feed = follow(settings)) {
      feed.awaitClose();
    }
    return ExitCode.OK;
  }

  private DecisionFeed follow(Settings settings)
      throws UnreachableException, InvalidSettingsException {
    DecisionFeed.From from = fromBeginning ? DecisionFeed.From.BEGINNING : DecisionFeed.From.NOW;
    try {
      return DecisionFeed.start(
          settings.consumerProperties(),
          settings.topics().decisions(),
          from,
          record -> print(record.decision(), options.out()));
    } catch (TimeoutException e) {
      throw new UnreachableException(
          "cannot reach Kafka at %s: check that it runs and that 'bootstrap.servers' is right"
              .formatted(settings.bootstrapServers()),
          e);
    } catch (KafkaException e) {
      throw KafkaAdmin.refused(settings, e);
    }
  }

  private static void print(Decision decision, PrintWriter out) {
    out.printf(
        "%s  %-5s  %s  %s%n",
        Instant.ofEpochMilli(decision.decidedAtMillis()),
        decision.action().text(),
        decision.scope().key(),
        decision.reason());
    out.flush();
  }
}
