package dev.spendbreaker.broker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class EmbeddedBrokerTest {
  private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

  @TempDir Path directory;

  @Test
  void shouldKeepRecordsTransactionsAndClusterAcrossARestartOnAnotherPort() throws Exception {
    // given: an aborted and a committed transaction
    String clusterId;
    int firstPort;
    try (EmbeddedBroker broker = start(0)) {
      firstPort = broker.port();
      clusterId = clusterId(broker);
      createTopic(broker);
      writeInTransactions(broker, "aborted", "committed");
    }

    // when
    try (EmbeddedBroker broker = start(freePortOtherThan(firstPort))) {

      // then
      assertThat(broker.port()).isNotEqualTo(firstPort);
      assertThat(clusterId(broker)).isEqualTo(clusterId);
      assertThat(committed(broker)).containsExactly("committed");

      // and when: the producer of before goes on
      writeInTransactions(broker, "aborted too", "committed after the restart");

      // then
      assertThat(committed(broker)).containsExactly("committed", "committed after the restart");
    }
  }

  @Test
  void shouldListenOnThePortAskedForOnLoopbackOnly() throws Exception {
    int port = freePortOtherThan(0);
    try (EmbeddedBroker broker = start(port)) {
      assertThat(broker.port()).isEqualTo(port);
      assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      assertThat(nodes(broker)).containsExactly("127.0.0.1:" + port);
    }
  }

  @Test
  void shouldLetOverridesReplaceItsOwnSettings() throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(directory, 0, Map.of("message.max.bytes", "8388608"))) {
      assertThat(setting(broker, "message.max.bytes")).isEqualTo("8388608");
      assertThat(setting(broker, "auto.create.topics.enable")).isEqualTo("false");
    }
  }

  @Test
  void shouldSayWhichPortIsInUseAndWhatToDo() throws Exception {
    try (ServerSocket taken = listening()) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start(port))
          .isInstanceOf(EmbeddedBrokerException.class)
          .hasMessage(
              "port " + port + " is in use: choose another with --kafka-port, or 0 for a free one");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void shouldRefuseAPortThatDoesNotExist() {
    assertThatThrownBy(() -> start(65_536))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessage("port 65536 does not exist: choose one from 1 to 65535, or 0 for a free one");
  }

  @Test
  void shouldRefuseADirectoryInUseAndLeaveItsUserAlone() throws Exception {
    try (EmbeddedBroker first = start(0)) {
      createTopic(first);

      assertThatThrownBy(() -> start(0))
          .isInstanceOf(EmbeddedBrokerException.class)
          .hasMessageStartingWith(directory + " is in use by another Spendbreaker")
          .hasMessageContaining("--data");

      writeInTransactions(first, "aborted", "still served");
      assertThat(committed(first)).containsExactly("still served");
    }
  }

  @Test
  void shouldRefuseAFileInPlaceOfADirectory() throws Exception {
    Path file = Files.writeString(directory.resolve("notes.txt"), "mine");

    assertThatThrownBy(() -> EmbeddedBroker.start(file, 0, Map.of()))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageStartingWith(file + " cannot be written")
        .hasMessageContaining("--data");
    assertThat(file).hasContent("mine");
  }

  @Test
  void shouldRefuseADirectoryOfOtherFiles() throws Exception {
    Files.writeString(directory.resolve("notes.txt"), "mine");

    assertThatThrownBy(() -> start(0))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageContaining("notes.txt")
        .hasMessageContaining("--data");
    assertThat(directory.resolve("meta.properties")).doesNotExist();
  }

  @Test
  void shouldRefuseDamagedDataAndGiveUpPortAndDirectory() throws Exception {
    // given
    Path identity = directory.resolve("meta.properties");
    Files.writeString(identity, "version=1\nnode.id=one\n");
    int port = freePortOtherThan(0);

    // then
    assertThatThrownBy(() -> start(port))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageStartingWith("the embedded broker cannot start on the data in " + directory)
        .hasMessageContaining("delete that directory");

    // and when
    Files.delete(identity);

    // then
    try (EmbeddedBroker broker = start(port)) {
      assertThat(broker.port()).isEqualTo(port);
    }
  }

  @Test
  void shouldRefuseDataThatKafkaWouldStartWithoutServing() throws Exception {
    // given
    start(0).close();
    Files.writeString(directory.resolve("recovery-point-offset-checkpoint"), "damaged");

    // then
    assertThatThrownBy(() -> start(0))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageStartingWith("the embedded broker cannot start on the data in " + directory)
        .hasMessageContaining("delete that directory");
  }

  @Test
  void shouldRefuseDataOfAnotherNode() throws Exception {
    Files.writeString(
        directory.resolve("meta.properties"),
        "version=1\nnode.id=7\ncluster.id=MkU3OEVBNTcwNTJENDM2Qg\n");

    assertThatThrownBy(() -> start(0))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageContaining("node")
        .hasMessageContaining("--data");
  }

  @Test
  void shouldRefuseASettingThatIsItsOwnOrWrong() {
    assertThatThrownBy(
            () -> EmbeddedBroker.start(directory, 0, Map.of("listeners", "PLAINTEXT://:9092")))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageContaining("[listeners]");
    assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0, Map.of("num.io.threads", "many")))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageContaining("num.io.threads");
  }

  @Test
  void shouldNotLetKafkaEndTheProcess() {
    try (EmbeddedBroker broker = start(0)) {
      assertThatThrownBy(() -> Exit.halt(1, "a log directory failed"))
          .hasMessageContaining("a log directory failed");
      assertThatThrownBy(() -> Exit.exit(1, "no reason")).hasMessageContaining("no reason");
      assertThat(broker.port()).isPositive();
    }
  }

  @Test
  void shouldDoNothingWhenClosedAgain() {
    EmbeddedBroker broker = start(0);
    broker.close();
    broker.close();
    start(broker.port()).close();
  }

  private EmbeddedBroker start(int port) {
    return EmbeddedBroker.start(directory, port, Map.of());
  }

  private static int freePortOtherThan(int port) throws IOException {
    try (ServerSocket free = listening()) {
      return free.getLocalPort() == port ? freePortOtherThan(port) : free.getLocalPort();
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = admin(broker)) {
      admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
    }
  }

  private static String clusterId(EmbeddedBroker broker) throws Exception {
    try (Admin admin = admin(broker)) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static List<String> nodes(EmbeddedBroker broker) throws Exception {
    try (Admin admin = admin(broker)) {
      return admin.describeCluster().nodes().get().stream()
          .map(node -> node.host() + ":" + node.port())
          .toList();
    }
  }

  private static String setting(EmbeddedBroker broker, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, "1");
    try (Admin admin = admin(broker)) {
      Config config =
          requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource));
      return config.get(name).value();
    }
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static void writeInTransactions(EmbeddedBroker broker, String aborted, String committed)
      throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(PARTITION.topic(), aborted)).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(PARTITION.topic(), committed)).get();
      producer.commitTransaction();
    }
  }

  /** What a read_committed consumer sees up to the end of the topic. */
  private static List<String> committed(EmbeddedBroker broker) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = requireNonNull(consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
      List<String> values = new ArrayList<>();
      while (consumer.position(PARTITION) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
