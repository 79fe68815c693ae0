package dev.spendbreaker.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The settings of a one-node cluster that serves one machine and takes little of it. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String BROKER_LISTENER = "PLAINTEXT";
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          // One node: one replica, and few partitions of what only Kafka itself reads.
          Map.entry("default.replication.factor", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          // Memory: the cleaner's 128 MB become 2, index files 10 MB each become 1.
          Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
          Map.entry("log.segment.bytes", "67108864"),
          Map.entry("log.index.size.max.bytes", "1048576"),
          Map.entry("offsets.topic.segment.bytes", "16777216"),
          Map.entry("transaction.state.log.segment.bytes", "16777216"),
          // Threads.
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("background.threads", "2"),
          Map.entry("num.recovery.threads.per.data.dir", "1"),
          Map.entry("group.coordinator.threads", "1"),
          Map.entry("group.coordinator.background.threads", "1"),
          // No waiting: for members that do not come, or for a dead producer's open transaction,
          // which holds back every read_committed consumer until it is aborted.
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
          // Nor for the end of a transaction, when the same producer has begun the next.
          Map.entry("add.partitions.to.txn.retry.backoff.ms", "1"),
          // After a crash the node cannot register again before its last session has ended.
          Map.entry("broker.heartbeat.interval.ms", "1000"),
          Map.entry("broker.session.timeout.ms", "3000"),
          // A start that cannot succeed fails, and does not wait for ever.
          Map.entry("server.max.startup.time.ms", "60000"));

  private BrokerSettings() {}

  /**
   * All settings, {@code overrides} taking the place of the small ones.
   *
   * @throws EmbeddedBrokerException where an override is one that makes the broker an embedded one
   */
  static Properties of(Path directory, LoopbackSockets sockets, Map<String, String> overrides) {
    Map<String, String> fixed = fixed(directory, sockets.brokerPort(), sockets.controllerPort());
    refuseOverridesOf(fixed.keySet(), overrides);
    Properties settings = new Properties();
    settings.putAll(SMALL);
    settings.putAll(overrides);
    settings.putAll(fixed);
    return settings;
  }

  private static Map<String, String> fixed(Path directory, int port, int controllerPort) {
    String broker = BROKER_LISTENER + "://" + LoopbackSockets.HOST + ":" + port;
    String controller = LoopbackSockets.HOST + ":" + controllerPort;
    return Map.of(
        "node.id",
        String.valueOf(NODE_ID),
        "process.roles",
        "broker,controller",
        "log.dirs",
        directory.toString(),
        "listeners",
        broker + "," + CONTROLLER_LISTENER + "://" + controller,
        "advertised.listeners",
        broker,
        "inter.broker.listener.name",
        BROKER_LISTENER,
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "listener.security.protocol.map",
        BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
        "controller.quorum.voters",
        NODE_ID + "@" + controller);
  }

  private static void refuseOverridesOf(Set<String> fixed, Map<String, String> overrides) {
    Set<String> refused = new TreeSet<>(overrides.keySet());
    refused.retainAll(fixed);
    if (!refused.isEmpty()) {
      throw new EmbeddedBrokerException(
          "the embedded broker sets " + refused + " itself: leave them out");
    }
  }
}
