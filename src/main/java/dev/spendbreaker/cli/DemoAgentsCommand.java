package dev.spendbreaker.cli;

import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.demo.Demo;
import dev.spendbreaker.demo.OtlpExporter;
import dev.spendbreaker.tls.TrustedCertificates;
import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spendbreaker demo agents}: the demo's agents, before an application that runs already. */
@Command(
    name = "agents",
    description = {
      "Lets the demo's six agents work before an application and a Kafka that run already.",
      "Sets three policies there: not for production."
    },
    sortOptions = false,
    footer = {
      "",
      "Example: spendbreaker demo agents --url http://127.0.0.1:8080 --bootstrap-servers kafka:9092"
    })
final class DemoAgentsCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      paramLabel = "<url>",
      defaultValue = "http://127.0.0.1:8080",
      description = "The address of the application. Default: ${DEFAULT-VALUE}.")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--otlp-url",
      paramLabel = "<url>",
      defaultValue = "http://127.0.0.1:4318",
      description = "Where spans are sent: to it, or to a Collector. Default: ${DEFAULT-VALUE}.")
  private URI otlp = URI.create("http://127.0.0.1:4318");

  @Option(
      names = "--token",
      paramLabel = "<token>",
      description =
          "Where the token is, env:NAME or file:PATH, or the token itself. Default: the variable "
              + ApiOptions.TOKEN_VARIABLE
              + ".")
  private @Nullable String token = System.getenv(ApiOptions.TOKEN_VARIABLE);

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return options.run(this::run);
  }

  private int run(Settings settings) throws Exception {
    Logging.quietUnlessAsked();
    SSLContext trusted = TrustedCertificates.context(settings.tls().ca());
    String found = ApiOptions.lookUp(token, spec.commandLine());
    try (Parts parts = new Parts()) {
      PrintStream out = System.out;
      parts
          .add(
              new Demo(
                  new ApiClient(url, found, trusted),
                  new OtlpExporter(otlp, found, trusted),
                  settings.consumerProperties(),
                  settings.topics().decisions(),
                  out,
                  Terminal.isOut(),
                  Terminal.hasColours()))
          .run();
    }
    return ExitCode.OK;
  }
}
