package dev.spendbreaker.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A node that is its cluster's only controller and only broker.
 *
 * <p>Assembled as {@link KafkaRaftServer} assembles its own, which cannot be used itself: it takes
 * neither sockets that are bound already nor another answer to a fatal fault than to halt.
 */
final class KafkaNode implements AutoCloseable {
  /** How long the controller may take to let the broker go before it goes all the same. */
  private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(1);

  private final ControllerServer controller;
  private final BrokerServer broker;

  private KafkaNode(KafkaConfig config, ServerSocketFactory sockets) {
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> stored =
        KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaNode.class), "");
    SharedServer shared = sharedServer(config, stored._1(), sockets);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), stored._2());
    broker = new BrokerServer(shared);
  }

  /** Starts on storage that is formatted; throws whatever Kafka throws, nothing left running. */
  static KafkaNode start(KafkaConfig config, ServerSocketFactory sockets) {
    KafkaNode node = new KafkaNode(config, sockets);
    try {
      node.controller.startup(); // first: the broker registers with it
      node.broker.startup();
      node.requireStorage();
      return node;
    } catch (Exception e) { // also the checked ones that Scala does not declare
      node.close();
      throw e;
    }
  }

  /** Stops the broker, then the controller, which takes part in that. */
  @Override
  public void close() {
    broker.shutdown(CONTROLLED_SHUTDOWN);
    controller.shutdown();
  }

  /** Kafka starts without its only log directory, unable to take a record. */
  private void requireStorage() {
    if (broker.logManager().liveLogDirs().isEmpty()) {
      throw new IllegalStateException("a file in it cannot be read or written");
    }
  }

  private static SharedServer sharedServer(
      KafkaConfig config, MetaPropertiesEnsemble stored, ServerSocketFactory sockets) {
    String clusterId = stored.clusterId().orElseThrow();
    return new SharedServer(
        config,
        stored,
        Time.SYSTEM,
        Server.initializeMetrics(config, Time.SYSTEM, clusterId),
        CompletableFuture.completedFuture(
            QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
        List.of(),
        new LoggedFaults(),
        sockets);
  }
}
