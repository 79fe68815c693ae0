package dev.spendbreaker.cli;

import dev.spendbreaker.broker.EmbeddedBroker;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.demo.Demo;
import dev.spendbreaker.demo.OtlpExporter;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.tls.TrustedCertificates;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spendbreaker demo}: embedded Kafka, simulated agents, one of them runaway. */
@Command(
    name = "demo",
    description = "Shows a runaway agent being stopped: embedded Kafka, six simulated agents.",
    sortOptions = false,
    subcommands = DemoAgentsCommand.class,
    footer = {
      "",
      "Example: spendbreaker demo",
      "Example: spendbreaker demo --http-port 0 --kafka-port 0"
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "<dir>",
      description = "Where data is kept. Default: a temporary directory, deleted at the end.")
  private @Nullable Path data;

  @Mixin private EmbeddedOptions embedded = new EmbeddedOptions();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(checked -> run());
  }

  private int run() throws Exception {
    Logging.quietUnlessAsked();
    PrintStream out = System.out;
    try (Parts parts = new Parts()) {
      Path directory = data == null ? parts.add(new TemporaryDirectory()).path : data;
      out.println("Starting an embedded Kafka and Spendbreaker …");
      EmbeddedBroker broker = parts.add(embedded.start(directory));
      Settings settings = options.load(EmbeddedOptions.settings(broker, directory));
      Application application = parts.add(Application.start(settings));
      ApplicationProcess.awaitReady(application);
      out.print(
          EmbeddedOptions.addresses(settings, application.httpPort(), application.otlpPort()));
      SSLContext trusted = TrustedCertificates.context(settings.tls().ca());
      URI api = EmbeddedOptions.local(settings, application.httpPort());
      URI otlp = EmbeddedOptions.local(settings, application.otlpPort());
      parts
          .add(
              new Demo(
                  new ApiClient(api, null, trusted),
                  new OtlpExporter(otlp, null, trusted),
                  settings.consumerProperties(),
                  settings.topics().decisions(),
                  out,
                  Terminal.isOut(),
                  Terminal.hasColours()))
          .run();
    }
    return ExitCode.OK;
  }

  /** Deleted with all it holds when closed. */
  private static final class TemporaryDirectory implements AutoCloseable {
    final Path path;

    TemporaryDirectory() throws IOException {
      path = Files.createTempDirectory("spendbreaker-demo");
    }

    @Override
    public void close() throws IOException {
      List<Path> deepestFirst;
      try (Stream<Path> all = Files.walk(path)) {
        deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    }
  }
}
