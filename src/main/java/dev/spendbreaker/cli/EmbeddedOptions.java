package dev.spendbreaker.cli;

import dev.spendbreaker.broker.EmbeddedBroker;
import dev.spendbreaker.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The embedded broker of {@code demo} and {@code dev}. */
final class EmbeddedOptions {
  @Option(
      names = "--kafka-port",
      paramLabel = "<port>",
      defaultValue = "9092",
      description =
          "The port of the embedded Kafka; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  /** Starts a broker that keeps its data, as the application does, in a directory. */
  EmbeddedBroker start(Path data) throws Exception {
    return EmbeddedBroker.start(data.resolve("kafka"), kafkaPort, Map.of());
  }

  /** The settings that the broker and the directory decide. */
  static Map<String, String> settings(EmbeddedBroker broker, Path data) {
    return Map.of(
        "bootstrap.servers",
        broker.bootstrapServers(),
        "state.dir",
        data.resolve("state").toString());
  }

  /** Where the application listens. */
  static String addresses(Settings settings, int httpPort, int otlpPort) {
    return """
          Page   http://%1$s:%2$d
          API    http://%1$s:%2$d/v1
          OTLP   http://%3$s:%4$d/v1/traces
          Kafka  %5$s
        """
        .formatted(
            settings.http().host(),
            httpPort,
            settings.otlp().host(),
            otlpPort,
            settings.bootstrapServers());
  }
}
