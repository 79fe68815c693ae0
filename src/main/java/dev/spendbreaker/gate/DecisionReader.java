package dev.spendbreaker.gate;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the decisions topic, of use until it throws. The topic's partitions are those
 * it has at the start: they never change, or scopes would change their partition.
 */
final class DecisionReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration ENDS_TIMEOUT = Duration.ofSeconds(1);
  private static final long ENDS_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int ANSWER_MILLIS = 10_000;

  private final KafkaConsumer<String, byte[]> consumer;
  private List<TopicPartition> partitions = List.of();

  /** The ends to reach next; null where none are asked for. */
  private @Nullable Map<TopicPartition, Long> ends;

  private long askedNanos = System.nanoTime() - ENDS_INTERVAL_NANOS;

  DecisionReader(Map<String, Object> clientConfig) {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    config.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Takes up all partitions of the topic.
   *
   * @param known where to go on; a partition that is not among them begins as {@code from} says
   * @throws TimeoutException where Kafka does not answer
   * @throws IllegalStateException where there is no such topic
   */
  void begin(String topic, DecisionFeed.From from, Map<TopicPartition, Long> known) {
    partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "there is no topic '" + topic + "': './spendbreaker topics create' creates it");
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> positions =
        new HashMap<>(
            from == DecisionFeed.From.BEGINNING
                ? consumer.beginningOffsets(partitions)
                : consumer.endOffsets(partitions));
    positions.putAll(known);
    positions.forEach(consumer::seek);
  }

  /** Goes on elsewhere, and only in these partitions. */
  void moveTo(Map<TopicPartition, Long> offsets) {
    partitions = List.copyOf(offsets.keySet());
    consumer.assign(partitions);
    offsets.forEach(consumer::seek);
  }

  /**
   * Where what is committed ends, in each partition.
   *
   * @throws TimeoutException where Kafka does not answer
   */
  Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(partitions);
  }

  /** What has come; empty where nothing has for a while. */
  ConsumerRecords<String, byte[]> poll() {
    return consumer.poll(POLL);
  }

  /** Where it goes on in each partition. */
  Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
    return positions;
  }

  /**
   * Looks whether all has been read that there was when the ends of the partitions were last asked
   * for, and asks again once a second. That a poll comes back says nothing: it does so, empty,
   * where no broker answers.
   *
   * @return as of when all is read, by {@link System#nanoTime}; null where there is nothing new to
   *     say
   */
  @Nullable Long caughtUp(Map<TopicPartition, Long> positions) {
    if (ends == null && System.nanoTime() - askedNanos >= ENDS_INTERVAL_NANOS) {
      askForEnds();
    }
    if (ends == null || !isReached(ends, positions)) {
      return null;
    }
    ends = null;
    return askedNanos;
  }

  private void askForEnds() {
    askedNanos = System.nanoTime();
    try {
      ends = consumer.endOffsets(partitions, ENDS_TIMEOUT);
    } catch (TimeoutException e) {
      ends = null;
    }
  }

  static boolean isReached(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> positions) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  /** From any thread: makes whatever waits here throw. */
  void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
