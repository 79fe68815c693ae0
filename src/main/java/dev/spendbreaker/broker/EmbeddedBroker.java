package dev.spendbreaker.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * A one-node Kafka cluster in this process, reachable from this machine only, its records in a
 * directory that outlives it.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private final LoopbackSockets sockets;
  private final BrokerStorage storage;
  private final KafkaNode node;
  private final int port;

  private EmbeddedBroker(LoopbackSockets sockets, BrokerStorage storage, KafkaNode node) {
    this.sockets = sockets;
    this.storage = storage;
    this.node = node;
    this.port = sockets.brokerPort();
  }

  /**
   * Starts a broker and returns when it takes records: a few seconds the first time, one or two
   * where {@code dataDir} has the data of an earlier run.
   *
   * @param dataDir where the records are kept; created where it does not exist
   * @param port the port on 127.0.0.1, or 0 for a free one; may differ from an earlier run's
   * @param overrides Kafka broker settings that take the place of the embedded broker's
   * @throws EmbeddedBrokerException where the port, the directory or a setting cannot be used, with
   *     what to do; nothing is left running
   */
  public static EmbeddedBroker start(Path dataDir, int port, Map<String, String> overrides) {
    LoggedFaults.refuseExits();
    LoopbackSockets sockets = LoopbackSockets.bind(port);
    try {
      return start(dataDir.toAbsolutePath().normalize(), sockets, overrides);
    } catch (RuntimeException e) {
      sockets.close();
      throw e;
    }
  }

  /** What clients connect to: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return LoopbackSockets.HOST + ":" + port;
  }

  /** The port in use, 1 to 65535. */
  public int port() {
    return port;
  }

  /** Writes what is in memory to the data directory and stops; closing again does nothing. */
  @Override
  public synchronized void close() {
    try (sockets;
        storage) {
      node.close();
    }
  }

  private static EmbeddedBroker start(
      Path directory, LoopbackSockets sockets, Map<String, String> overrides) {
    KafkaConfig config = config(BrokerSettings.of(directory, sockets, overrides));
    BrokerStorage storage = BrokerStorage.open(directory);
    try {
      return new EmbeddedBroker(sockets, storage, KafkaNode.start(config, sockets));
    } catch (Exception e) { // also the checked ones that Scala does not declare
      storage.close();
      throw cannotStart(directory, e);
    }
  }

  private static EmbeddedBrokerException cannotStart(Path directory, Exception e) {
    String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new EmbeddedBrokerException(
        "the embedded broker cannot start on the data in "
            + directory
            + " ("
            + why
            + "): delete that directory, or choose another with --data",
        e);
  }

  private static KafkaConfig config(Properties settings) {
    try {
      return KafkaConfig.fromProps(settings, false);
    } catch (ConfigException | IllegalArgumentException e) {
      throw new EmbeddedBrokerException(
          "a setting of the embedded broker is wrong: " + e.getMessage(), e);
    }
  }
}
