package dev.spendbreaker.cli;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.gate.DecisionFeed;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return options.run(this::watch);
  }

  private int watch(Settings settings) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    DecisionFeed.From from = fromBeginning ? DecisionFeed.From.BEGINNING : DecisionFeed.From.NOW;
    CountDownLatch never = new CountDownLatch(1);
    try (DecisionFeed feed =
        DecisionFeed.start(
            settings.consumerProperties(),
            settings.topics().decisions(),
            from,
            decision -> print(decision, out))) {
      never.await();
    }
    return ExitCode.OK;
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
