package dev.spendbreaker.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spendbreaker run}: the application against your Kafka. */
@Command(
    name = "run",
    description = "Runs Spendbreaker against your Kafka until it is stopped.",
    sortOptions = false,
    footer = {
      "",
      "Every setting is also an environment variable (--spans-topic is SPENDBREAKER_SPANS_TOPIC)"
          + " and a key of the settings file (spans.topic). A flag wins over the environment, that"
          + " over the file.",
      "",
      "Example: spendbreaker run --bootstrap-servers kafka:9092 --spans-topic otlp_spans"
    })
final class RunCommand implements Callable<Integer> {
  private final ApplicationRunner runner;

  @Mixin private SettingsOptions options = new SettingsOptions();

  RunCommand(ApplicationRunner runner) {
    this.runner = runner;
  }

  @Override
  public Integer call() throws Exception {
    return options.run(
        settings -> {
          runner.run(settings);
          return ExitCode.OK;
        });
  }
}
