package dev.spendbreaker.chaos;

import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import dev.spendbreaker.testing.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;

/** The instances of the application; the first reaches Kafka by way of the cluster's links. */
final class Applications implements AutoCloseable {
  static final String ID = "chaos";
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final Path directory;
  private final Instances direct;
  private final Instances linked;
  private final Admin admin;
  private final List<Instance> running = new ArrayList<>();

  Applications(Path directory, KafkaCluster cluster) throws IOException {
    this.directory = directory;
    this.direct =
        new Instances(
            Files.createDirectories(directory.resolve("direct")), cluster.bootstrapServers(), ID);
    this.linked =
        new Instances(
            Files.createDirectories(directory.resolve("linked")), cluster.clientServers(), ID);
    this.admin = cluster.admin();
  }

  /** Starts this many, and waits until each has a part of the work. */
  void startAll(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      running.add(launch(i));
    }
    awaitWork();
  }

  int size() {
    return running.size();
  }

  ChildProcess process(int index) {
    return running.get(index).process();
  }

  /** Kills one (SIGKILL). */
  void kill(int index) throws InterruptedException {
    process(index).kill();
  }

  /** Starts one that has ended, on the state that it left. */
  void restart(int index) throws IOException {
    running.set(index, launch(index));
  }

  private Instance launch(int index) throws IOException {
    return start(index == 0 ? linked : direct, "state-" + index);
  }

  /** Starts one more, which is not among those that are counted. */
  Instance startGuest(String name) throws IOException {
    return start(direct, name);
  }

  private Instance start(Instances instances, String state) throws IOException {
    return instances.start(
        "--state-dir=" + directory.resolve(state),
        "--replication-factor=3",
        // Three brokers on one busy machine take long for a transaction, however small it is.
        "--commit-interval-ms=500",
        "--standby-replicas=1",
        "--instance-timeout=PT5S");
  }

  /** Waits until each that runs has a part of the work, and knows who has the others. */
  void awaitWork() throws InterruptedException {
    Eventually.holds(
        TIMEOUT,
        () -> {
          for (Instance instance : running) {
            if (instance.api().scopes("limit=1").has("missingPartitions")) {
              throw new AssertionError("not all partitions are had by " + instance.address());
            }
          }
        });
    awaitMembers(size());
  }

  /** Waits until the group has this many members. */
  void awaitMembers(int wanted) throws InterruptedException {
    Eventually.gives(TIMEOUT, wanted, this::members);
  }

  private int members() throws ExecutionException, InterruptedException {
    Map<String, ConsumerGroupDescription> groups =
        admin.describeConsumerGroups(List.of(ID)).all().get();
    return Objects.requireNonNull(groups.get(ID)).members().size();
  }

  /** The one to ask. */
  Instance first() {
    return running.get(0);
  }

  String spansTopic() {
    return direct.spansTopic();
  }

  String policiesTopic() {
    return ID + "-policies";
  }

  String decisionsTopic() {
    return ID + "-decisions";
  }

  /** Kills those that still run. */
  @Override
  public void close() throws InterruptedException {
    admin.close(Duration.ofSeconds(1));
    linked.close();
    direct.close();
  }
}
