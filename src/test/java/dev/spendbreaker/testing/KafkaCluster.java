package dev.spendbreaker.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.Kafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster of one to nine nodes, each a broker and a controller in a process of its own,
 * which a test can kill and start again.
 *
 * <p>Each broker has two listeners for clients: one in the clear, and {@code CLIENT}, which a test
 * may give a security protocol, or have reached by way of a {@link Link}.
 */
public final class KafkaCluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final String HOST = "127.0.0.1";

  private final Path directory;
  private final Map<String, String> settings;
  private final String clusterId = Uuid.randomUuid().toString();
  private final List<Node> nodes;
  private final List<@Nullable ChildProcess> processes = new ArrayList<>();

  /** Where a node listens, and where clients of its second listener are told to go. */
  private record Node(int id, int port, int clientPort, int controllerPort, Link link) {}

  private KafkaCluster(Path directory, int size, Map<String, String> settings) {
    this.directory = directory;
    this.settings = settings;
    nodes = IntStream.rangeClosed(1, size).mapToObj(KafkaCluster::node).toList();
  }

  private static Node node(int id) {
    int clientPort = Free.port();
    return new Node(id, Free.port(), clientPort, Free.port(), Link.to(clientPort));
  }

  /**
   * Starts a cluster and comes back when all its brokers answer.
   *
   * @param directory of its data and what it prints
   * @param settings of the brokers; those here take the place of the cluster's own
   */
  public static KafkaCluster start(Path directory, int size, Map<String, String> settings)
      throws Exception {
    KafkaCluster cluster = new KafkaCluster(directory, size, settings);
    try {
      for (Node node : cluster.nodes) {
        cluster.format(node);
        cluster.processes.add(cluster.launch(node));
      }
      cluster.awaitBrokers(size);
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /** How many nodes it has, running or not. */
  public int size() {
    return nodes.size();
  }

  /** The listeners in the clear. */
  public String bootstrapServers() {
    return servers(nodes.stream().map(Node::port).toList());
  }

  /** The second listeners, by way of their links. */
  public String clientServers() {
    return servers(links().stream().map(Link::port).toList());
  }

  /** What clients of the second listeners pass through. */
  public List<Link> links() {
    return nodes.stream().map(Node::link).toList();
  }

  /**
   * Kills a node (SIGKILL).
   *
   * @param index 0 for the first
   */
  public void kill(int index) throws InterruptedException {
    ChildProcess process = processes.set(index, null);
    if (process != null) {
      process.kill();
    }
  }

  /** Starts a node that was killed, on the data it left, and waits until all brokers answer. */
  public void restart(int index) throws Exception {
    processes.set(index, launch(nodes.get(index)));
    awaitBrokers(size());
  }

  /** Waits until this many brokers are part of the cluster. */
  public void awaitBrokers(int wanted) throws InterruptedException {
    try (Admin admin = admin()) {
      Eventually.gives(START, wanted, () -> admin.describeCluster().nodes().get().size());
    }
  }

  /** Waits until every replica of every partition is in sync again. */
  public void awaitInSync() throws InterruptedException {
    try (Admin admin = admin()) {
      Eventually.gives(START, List.of(), () -> outOfSync(admin));
    }
  }

  private static List<String> outOfSync(Admin admin) throws Exception {
    return admin
        .describeTopics(admin.listTopics().names().get())
        .allTopicNames()
        .get()
        .values()
        .stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .filter(each -> each.isr().size() < each.replicas().size())
                    .map(each -> topic.name() + "-" + each.partition()))
        .toList();
  }

  /** A client in the clear; the caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  /** What a node has printed. */
  public Path output(int index) {
    return directory.resolve("broker-" + nodes.get(index).id() + ".log");
  }

  private void format(Node node) throws Exception {
    String data = data(node).toString();
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setNodeId(node.id())
        .setClusterId(clusterId)
        .setDirectories(List.of(data))
        .setMetadataLogDirectory(data)
        .setControllerListenerName("CONTROLLER")
        .run();
    Properties properties = new Properties();
    properties.putAll(properties(node));
    try (Writer file = Files.newBufferedWriter(propertiesFile(node))) {
      properties.store(file, null);
    }
  }

  private ChildProcess launch(Node node) throws IOException {
    return ChildProcess.start(
        output(nodes.indexOf(node)),
        directory,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC", // and little compiling: many start, few run for long
            "-XX:TieredStopAtLevel=1",
            "-cp",
            absoluteClassPath(),
            Kafka.class.getName(),
            propertiesFile(node).toString()));
  }

  private static String absoluteClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  private Path data(Node node) {
    return directory.resolve("broker-" + node.id());
  }

  private Path propertiesFile(Node node) {
    return directory.resolve("broker-" + node.id() + ".properties");
  }

  private Map<String, String> properties(Node node) {
    Map<String, String> all = new HashMap<>(common());
    all.put("node.id", Integer.toString(node.id()));
    all.put("log.dirs", data(node).toString());
    all.put(
        "listeners",
        listeners(node.port(), node.clientPort()) + ",CONTROLLER://" + at(node.controllerPort()));
    all.put("advertised.listeners", listeners(node.port(), node.link().port()));
    all.putAll(settings);
    return all;
  }

  private Map<String, String> common() {
    String size = Integer.toString(nodes.size());
    String inSync = Integer.toString(nodes.size() / 2 + 1);
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("inter.broker.listener.name", "CLEAR"),
        Map.entry(
            "listener.security.protocol.map",
            "CLEAR:PLAINTEXT,CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        Map.entry("controller.quorum.voters", voters()),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("default.replication.factor", size),
        Map.entry("min.insync.replicas", inSync),
        Map.entry("offsets.topic.replication.factor", size),
        Map.entry("offsets.topic.num.partitions", size),
        Map.entry("transaction.state.log.replication.factor", size),
        Map.entry("transaction.state.log.min.isr", inSync),
        Map.entry("transaction.state.log.num.partitions", size),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // A broker that was killed is known to be gone, and can register again, soon.
        Map.entry("broker.heartbeat.interval.ms", "1000"),
        Map.entry("broker.session.timeout.ms", "4000"),
        Map.entry("log.cleaner.dedupe.buffer.size", "2097152"));
  }

  private String voters() {
    return nodes.stream()
        .map(node -> node.id() + "@" + at(node.controllerPort()))
        .collect(Collectors.joining(","));
  }

  private static String listeners(int clear, int client) {
    return "CLEAR://" + at(clear) + ",CLIENT://" + at(client);
  }

  private static String servers(List<Integer> ports) {
    return ports.stream().map(KafkaCluster::at).collect(Collectors.joining(","));
  }

  private static String at(int port) {
    return HOST + ":" + port;
  }

  /** Kills what still runs. */
  @Override
  public void close() throws InterruptedException, IOException {
    for (ChildProcess process : processes) {
      if (process != null) {
        process.close();
      }
    }
    for (Link link : links()) {
      link.close();
    }
  }
}
