package dev.spendbreaker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("integration")
class KafkaBrokerTest {
  @RegisterExtension static final KafkaBroker kafka = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Test
  void shouldReadWhatWasWrittenToAllPartitions() {
    // given
    kafka.createTopic("two-partitions", 2);

    // when
    kafka.produce(new ProducerRecord<>("two-partitions", 0, null, bytes("first")));
    kafka.produce(new ProducerRecord<>("two-partitions", 1, null, bytes("second")));

    // then
    assertThat(values(kafka.consumeUntil("two-partitions", read -> read.size() == 2, TIMEOUT)))
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void shouldSayWhatWasReadWhenItIsNotEnough() {
    // given
    kafka.createTopic("one-record", 1);
    kafka.produce("one-record", "a", "1");

    // then
    assertThatThrownBy(
            () -> kafka.consumeUntil("one-record", read -> read.size() == 2, Duration.ofSeconds(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("one-record")
        .hasMessageContaining("a=1");
  }

  @Test
  void shouldReadOnlyWhatWasCommitted() throws Exception {
    // given
    kafka.createTopic("transactions", 1);

    // when: one transaction is aborted and the next committed
    try (KafkaProducer<String, String> producer = transactional("writer")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", "aborted")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", "committed")).get();
      producer.commitTransaction();
    }

    // then
    assertThat(values(kafka.consumeUntil("transactions", read -> !read.isEmpty(), TIMEOUT)))
        .containsExactly("committed");
  }

  @Test
  void shouldAbortADeadProducersTransactionSoThatReadersGoOn() throws Exception {
    // given: a transaction that its producer will never end
    kafka.createTopic("dead-producer", 1);
    try (KafkaProducer<String, String> dead = transactional("dead")) {
      dead.initTransactions();
      dead.beginTransaction();
      dead.send(new ProducerRecord<>("dead-producer", "never committed")).get();

      // when
      kafka.produce("dead-producer", null, "behind it");

      // then
      assertThat(values(kafka.consumeUntil("dead-producer", read -> !read.isEmpty(), TIMEOUT)))
          .containsExactly("behind it");
    }
  }

  private static KafkaProducer<String, String> transactional(String id) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "transactional.id",
            id,
            "transaction.timeout.ms",
            "1000"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static List<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().map(each -> new String(each.value(), StandardCharsets.UTF_8)).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
