package dev.spendbreaker.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Mutated records, and very large ones, over a broker to an application with 512 MB of heap. */
@Tag("integration")
class FuzzedStreamTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final String REJECTS = "fuzzed-rejects";
  private static final int RECORDS = 5_000;
  private static final int LARGE_BYTES = 9 << 20;

  @TempDir static Path directory;

  private final FuzzInput input = new FuzzInput(1);

  /** What was sent, by topic, partition and offset as rejects name them. */
  private final Map<String, byte[]> sent = new HashMap<>();

  @Test
  void shouldGoOnAndChargeTheGoodOnesExactly() throws Exception {
    try (Instances instances = new Instances(directory, KAFKA.bootstrapServers(), "fuzzed")) {
      Instance instance = instances.start();
      Eventually.gives(TIMEOUT, true, instances::shareTheWork);

      sendAll();

      Eventually.holds(TIMEOUT, () -> assertThat(spent(instance)).isEqualTo(input.spent()));
      Eventually.holds(TIMEOUT, () -> assertThat(explained()).isGreaterThan(RECORDS / 4));
      assertThat(instance.process().isAlive()).isTrue();
      assertThat(instance.process().output()).doesNotContain("a stream thread failed");
    }
  }

  private void sendAll() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", KAFKA.bootstrapServers(), "max.request.size", 11 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        send(
            producer,
            switch (input.nextKind()) {
              case SPANS -> new ProducerRecord<>("fuzzed-spans", input.spans());
              case POLICY ->
                  new ProducerRecord<>(
                      "fuzzed-policies", input.policyId().getBytes(UTF_8), input.policy());
              case GOOD ->
                  new ProducerRecord<>("fuzzed-spans", input.good(System.currentTimeMillis()));
            });
      }
      String large = "x".repeat(LARGE_BYTES);
      send(producer, new ProducerRecord<>("fuzzed-spans", large.getBytes(UTF_8)));
      send(
          producer,
          new ProducerRecord<>(
              "fuzzed-spans",
              Spans.trace(1 << 30, System.currentTimeMillis())
                  .resource(Spans.text("gen_ai.prompt", large))
                  .call(1, "large", "t", 0.5)
                  .toBytes()));
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    Future<?> unused =
        producer.send(
            record,
            (metadata, e) -> {
              synchronized (sent) {
                sent.put(
                    metadata.topic() + "/" + metadata.partition() + "/" + metadata.offset(),
                    record.value());
              }
            });
  }

  private static Map<String, BigDecimal> spent(Instance instance) throws Exception {
    assertThat(instance.api().scope("agent/large").at("/totals/usd").decimalValue())
        .isEqualByComparingTo("0.5");
    Map<String, BigDecimal> spent = new TreeMap<>();
    instance
        .api()
        .scopes("dimension=agent&limit=1000")
        .path("scopes")
        .forEach(
            scope -> {
              if (scope.path("key").asText().startsWith("agent/good-")) {
                spent.put(
                    scope.path("key").asText(), scope.at("/totals/usd").decimalValue().setScale(6));
              }
            });
    return spent;
  }

  /** How many records are in the rejects, each as it was sent and with a reason. */
  private int explained() {
    int count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", KAFKA.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(REJECTS).stream()
              .map(each -> new TopicPartition(REJECTS, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> reject : consumer.poll(Duration.ofMillis(100))) {
          assertThat(reject.value()).isEqualTo(sent.get(place(reject)));
          assertThat(header(reject, "reason")).isNotBlank();
          count++;
        }
      }
    }
    return count;
  }

  private static String place(ConsumerRecord<byte[], byte[]> reject) {
    return header(reject, "topic")
        + "/"
        + header(reject, "partition")
        + "/"
        + header(reject, "offset");
  }

  private static String header(ConsumerRecord<byte[], byte[]> reject, String name) {
    return new String(reject.headers().lastHeader("spendbreaker.reject." + name).value(), UTF_8);
  }
}
