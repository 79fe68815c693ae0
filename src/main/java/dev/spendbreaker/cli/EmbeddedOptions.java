package dev.spendbreaker.cli;

import dev.spendbreaker.broker.EmbeddedBroker;
import dev.spendbreaker.config.Settings;
import java.net.URI;
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

  private static String scheme(Settings settings) {
    return settings.tls().certificate() == null ? "http" : "https";
  }

  /** A server of the application, as a program on this machine calls it. */
  static URI local(Settings settings, int port) {
    return URI.create(scheme(settings) + "://127.0.0.1:" + port);
  }

  /** Where the application listens. */
  static String addresses(Settings settings, int httpPort, int otlpPort) {
    return """
          Page   %1$s://%2$s:%3$d
          API    %1$s://%2$s:%3$d/v1
          OTLP   %1$s://%4$s:%5$d/v1/traces
          Kafka  %6$s
        """
        .formatted(
            scheme(settings),
            settings.http().host(),
            httpPort,
            settings.otlp().host(),
            otlpPort,
            settings.bootstrapServers());
  }
}
