package dev.spendbreaker.bench;

import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A Kafka broker in a JVM of its own, with 1 GB of heap. */
final class Broker implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final ChildProcess process;
  private final Admin admin;
  private final String servers;

  /**
   * Starts it and comes back when it answers.
   *
   * @param directory of its data and what it prints
   */
  Broker(Path directory) throws IOException, InterruptedException {
    int port = Free.port();
    servers = "127.0.0.1:" + port;
    process =
        Jvm.start(
            directory.resolve("broker.log"),
            "1g",
            Jvm.Libraries.OURS,
            BrokerMain.class,
            List.of(directory.resolve("broker").toString(), Integer.toString(port)));
    admin = Admin.create(Map.of("bootstrap.servers", servers));
    Eventually.holds(START, () -> admin.describeCluster().nodes().get());
  }

  String servers() {
    return servers;
  }

  Admin admin() {
    return admin;
  }

  void createTopic(String name, int partitions) throws Exception {
    NewTopic topic = new NewTopic(name, partitions, (short) 1);
    admin.createTopics(List.of(topic.configs(Map.of("max.message.bytes", "20000000")))).all().get();
  }

  /** The CPU time it has used so far. */
  Duration cpuTime() {
    return process.cpuTime();
  }

  @Override
  public void close() throws InterruptedException {
    admin.close();
    process.close();
  }
}
