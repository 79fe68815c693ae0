package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.demo.ActionColours;
import dev.spendbreaker.document.DecisionDocuments;
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
    footer = {
      "",
      "Example: spendbreaker watch --from-beginning",
      "Example: spendbreaker watch --json | jq 'select(.action == \"kill\")'"
    })
final class WatchCommand implements Callable<Integer> {
  @Option(
      names = "--from-beginning",
      description = "Begins with the decisions that the topic still holds.")
  private boolean fromBeginning;

  @Option(names = "--json", description = "Prints each decision as JSON, in one line.")
  private boolean json;

  private final boolean colours = Terminal.hasColours();

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

  private void print(Decision decision, PrintWriter out) {
    out.println(
        json ? new String(DecisionDocuments.write(decision), UTF_8) : line(decision, colours));
    out.flush();
  }

  /** A decision for people. */
  static String line(Decision decision, boolean colours) {
    String padded = "%-5s".formatted(decision.action().text());
    return "%s  %s  %s  %s"
        .formatted(
            Instant.ofEpochMilli(decision.decidedAtMillis()),
            colours ? ActionColours.paint(padded, decision.action().text()) : padded,
            decision.scope().key(),
            decision.reason());
  }
}
