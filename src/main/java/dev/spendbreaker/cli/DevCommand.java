package dev.spendbreaker.cli;

import dev.spendbreaker.broker.EmbeddedBroker;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spendbreaker dev}: the application with an embedded Kafka, empty at first, data kept. */
@Command(
    name = "dev",
    description = "Runs Spendbreaker with an embedded Kafka. Data survives restarts.",
    sortOptions = false,
    footer = {"", "Example: spendbreaker dev --data ./data --http-port 0"})
final class DevCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "<dir>",
      description = "Where data is kept. Default: .spendbreaker/dev in your home directory.")
  private Path data = Path.of(System.getProperty("user.home"), ".spendbreaker", "dev");

  @Mixin private EmbeddedOptions embedded = new EmbeddedOptions();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return options.run(checked -> run());
  }

  private int run() throws Exception {
    Logging.quietUnlessAsked();
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting an embedded Kafka and Spendbreaker …");
    out.flush();
    try (Parts parts = new Parts()) {
      EmbeddedBroker broker = parts.add(embedded.start(data));
      Settings settings = options.load(EmbeddedOptions.settings(broker, data));
      Application application = parts.add(Application.start(settings));
      ApplicationProcess.awaitReady(application);
      out.println("Spendbreaker is ready.");
      out.print(
          EmbeddedOptions.addresses(settings, application.httpPort(), application.otlpPort()));
      out.println("  data   " + data.toAbsolutePath());
      out.println("Ctrl-C stops it.");
      out.flush();
      ApplicationProcess.await(application);
    }
    return ExitCode.OK;
  }
}
