package dev.spendbreaker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.KafkaBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("integration")
class DocumentCatchUpTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final String POLICIES = "catch-up-policies";
  private static final String PRICES = "catch-up-prices";
  private static final String EMPTY = "catch-up-empty";

  @Test
  void shouldWaitForEachTopicUntilTheGroupHasReadWhatStoodInIt() throws Exception {
    // given two policies, a price in the second of two partitions, and a topic without documents
    KAFKA.createTopic(POLICIES, 1);
    KAFKA.createTopic(PRICES, 2);
    KAFKA.createTopic(EMPTY, 1);
    KAFKA.produce(POLICIES, "p1", "{}");
    KAFKA.produce(POLICIES, "p2", "{}");
    KAFKA.produce(inPartition1(PRICES));

    DocumentCatchUp catchUp =
        DocumentCatchUp.from(
            KAFKA.admin(), "catch-up", List.of(POLICIES, PRICES, EMPTY), List.of());
    // what comes later is not waited for
    KAFKA.produce(inPartition1(PRICES));

    assertThat(catchUp.pending()).containsExactly(POLICIES, PRICES);
    commit(POLICIES, 0, 1);
    commit(PRICES, 0, 0);
    assertThat(catchUp.pending()).containsExactly(POLICIES, PRICES);
    commit(POLICIES, 0, 2);
    assertThat(catchUp.pending()).containsExactly(PRICES);
    commit(PRICES, 1, 1);
    assertThat(catchUp.pending()).isEmpty();
  }

  @Test
  void shouldWaitForWhatWasReadOnEachTopicOnItsWay() throws Exception {
    // given a policy, and what is on its way already
    for (String topic : List.of("read", "to-settle", "to-ledger")) {
      KAFKA.createTopic(topic, 1);
      KAFKA.produce(topic, "p1", "{}");
    }
    DocumentCatchUp catchUp =
        DocumentCatchUp.from(
            KAFKA.admin(), "catch-up", List.of("read"), List.of("to-settle", "to-ledger"));
    assertThat(catchUp.pending()).containsExactly("read");

    // when it is read, and passed on
    KAFKA.produce("to-settle", "p1", "{}");
    commit("to-settle", 0, 1);
    commit("read", 0, 1);
    assertThat(catchUp.pending()).containsExactly("to-settle");
    KAFKA.produce("to-ledger", "p1", "{}");
    commit("to-settle", 0, 2);
    assertThat(catchUp.pending()).containsExactly("to-ledger");
    commit("to-ledger", 0, 1);
    assertThat(catchUp.pending()).containsExactly("to-ledger");
    commit("to-ledger", 0, 2);

    assertThat(catchUp.pending()).isEmpty();
  }

  @Test
  void shouldNotWaitForWhatIsOnItsWayWhereAllWasReadBefore() throws Exception {
    KAFKA.createTopic("read-before", 1);
    KAFKA.createTopic("busy", 1);
    KAFKA.produce("read-before", "p1", "{}");
    KAFKA.produce("busy", "a span", "{}");
    commit("read-before", 0, 1);

    DocumentCatchUp catchUp =
        DocumentCatchUp.from(KAFKA.admin(), "catch-up", List.of("read-before"), List.of("busy"));

    assertThat(catchUp.pending()).isEmpty();
  }

  private static ProducerRecord<byte @Nullable [], byte @Nullable []> inPartition1(String topic) {
    return new ProducerRecord<>(topic, 1, new byte[] {1}, new byte[] {2});
  }

  private static void commit(String topic, int partition, long offset) throws Exception {
    KAFKA
        .admin()
        .alterConsumerGroupOffsets(
            "catch-up", Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }
}
