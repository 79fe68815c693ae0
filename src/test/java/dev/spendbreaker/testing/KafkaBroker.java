package dev.spendbreaker.testing;

import dev.spendbreaker.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker for integration tests: the embedded one, started by the first test that asks,
 * shared by all tests of the JVM and stopped after the last.
 *
 * <p>Register it in a static field: {@code @RegisterExtension static final KafkaBroker kafka = new
 * KafkaBroker();}
 *
 * <p>Topics outlive a test, so each test names its own.
 */
public final class KafkaBroker implements BeforeAllCallback {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaBroker.class);

  private @Nullable Shared shared;

  @Override
  public void beforeAll(ExtensionContext context) {
    shared =
        context
            .getRoot()
            .getStore(Namespace.create(KafkaBroker.class))
            .computeIfAbsent(Shared.class, key -> new Shared(), Shared.class);
  }

  /** What clients connect to: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return shared().broker.bootstrapServers();
  }

  /** For what the helpers here do not do; closed by the extension. */
  public Admin admin() {
    return shared().admin;
  }

  /** Creates a topic with the broker's settings; fails where it exists. */
  public void createTopic(String topic, int partitions) {
    createTopic(topic, partitions, Map.of());
  }

  /** Creates a topic with settings such as {@code cleanup.policy}; fails where it exists. */
  public void createTopic(String topic, int partitions, Map<String, String> settings) {
    NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(settings);
    join(admin().createTopics(List.of(wanted)).all());
  }

  /** Writes a record of UTF-8 texts and waits until the broker has it. */
  public void produce(String topic, @Nullable String key, @Nullable String value) {
    produce(new ProducerRecord<>(topic, utf8(key), utf8(value)));
  }

  /** Writes a record and waits until the broker has it. */
  public void produce(ProducerRecord<byte @Nullable [], byte @Nullable []> message) {
    join(shared().producer.send(message));
  }

  /** Writes records without waiting for each; comes back when the broker has them all. */
  public void produceAll(String topic, List<byte[]> values) {
    List<Future<?>> sent = new ArrayList<>();
    values.forEach(value -> sent.add(shared().producer.send(new ProducerRecord<>(topic, value))));
    sent.forEach(KafkaBroker::join);
  }

  /**
   * Reads a topic from its beginning, committed records only, until {@code enough} says so of all
   * that was read.
   *
   * @return all that was read, in order within each partition
   * @throws AssertionError where that takes longer than {@code timeout}
   */
  public List<ConsumerRecord<byte[], byte[]>> consumeUntil(
      String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = readingFromTheBeginning(topic)) {
      while (!enough.test(read)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "not what was waited for in " + topic + " within " + timeout + ": " + texts(read));
        }
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
    }
    return read;
  }

  private KafkaConsumer<byte[], byte[]> readingFromTheBeginning(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private Shared shared() {
    if (shared == null) {
      throw new IllegalStateException(
          "register this extension in a static field, with @RegisterExtension");
    }
    return shared;
  }

  private static byte @Nullable [] utf8(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> texts(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().map(each -> utf8(each.key()) + "=" + utf8(each.value())).toList();
  }

  private static String utf8(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static void join(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The one broker of the JVM; JUnit closes it with the root store. */
  private static final class Shared implements AutoCloseable {
    final Path directory = temporaryDirectory();
    final EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, Map.of());
    final Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    final KafkaProducer<byte @Nullable [], byte @Nullable []> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    Shared() {
      LOG.info(
          "Integration tests run against the in-process Kafka broker at {}; no Docker engine is"
              + " used",
          broker.bootstrapServers());
    }

    @Override
    public void close() throws IOException {
      producer.close();
      admin.close();
      broker.close();
      FileTree.delete(directory);
    }

    private static Path temporaryDirectory() {
      try {
        return Files.createTempDirectory("spendbreaker-kafka");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
