package dev.spendbreaker.runtime;

import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a topic holds, once, from all partitions in the order of the records' time: committed
 * records only, without a group, and nothing is written.
 */
public final class TopicHistory implements AutoCloseable {
  /** As an instant to begin at: with the first record there is. */
  public static final long BEGINNING = 0;

  private static final Duration POLL = Duration.ofMillis(250);
  private static final long SILENCE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int ANSWER_MILLIS = 10_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String servers;
  private final String topic;
  private final List<TopicPartition> partitions;

  private TopicHistory(
      KafkaConsumer<byte[], byte[]> consumer,
      String servers,
      String topic,
      List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.servers = servers;
    this.topic = topic;
    this.partitions = partitions;
  }

  /** Takes the records. */
  @FunctionalInterface
  public interface Sink {
    /**
     * The next record.
     *
     * @param timeMillis its time, or that of an earlier one of its partition that is later: a
     *     history does not go back
     */
    void take(ConsumerRecord<byte[], byte[]> record, long timeMillis);
  }

  /** Is told after each record how far the reading has come, and may end it. */
  @FunctionalInterface
  public interface Progress {
    /**
     * How far it has come.
     *
     * @param read records so far
     * @param toRead at the most
     * @param timeMillis of the last record
     * @return whether to read on
     */
    boolean at(long read, long toRead, long timeMillis);
  }

  /**
   * Connects to a topic.
   *
   * @throws UnreachableException where Kafka does not answer within 10 seconds
   * @throws TopicsException where there is no such topic, or it may not be read
   * @throws InvalidSettingsException where Kafka refuses a property
   */
  public static TopicHistory open(Settings settings, String topic)
      throws UnreachableException, TopicsException, InvalidSettingsException {
    TopicHistory found = find(settings, topic);
    if (found == null) {
      throw new TopicsException(
          List.of(
              "there is no topic '%s' on %s: './spendbreaker topics check' shows which there are"
                  .formatted(topic, settings.bootstrapServers())));
    }
    return found;
  }

  /** As {@link #open}; null where there is no such topic. */
  public static @Nullable TopicHistory find(Settings settings, String topic)
      throws UnreachableException, TopicsException, InvalidSettingsException {
    KafkaConsumer<byte[], byte[]> consumer = connect(settings);
    boolean opened = false;
    try {
      List<TopicPartition> partitions = partitions(consumer, settings.bootstrapServers(), topic);
      consumer.assign(partitions);
      opened = !partitions.isEmpty();
      return opened
          ? new TopicHistory(consumer, settings.bootstrapServers(), topic, partitions)
          : null;
    } finally {
      if (!opened) {
        close(consumer);
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> connect(Settings settings)
      throws UnreachableException, InvalidSettingsException {
    Map<String, Object> config = new HashMap<>(settings.consumerProperties());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    config.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    try {
      return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw KafkaAdmin.notConnected(settings, e);
    }
  }

  /** Those of a topic; none where there is no such topic. */
  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String servers, String topic)
      throws UnreachableException, TopicsException {
    return asked(servers, topic, () -> consumer.partitionsFor(topic)).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Something that is asked of Kafka. */
  @FunctionalInterface
  private interface Question<T> {
    T ask();
  }

  private static <T> T asked(String servers, String topic, Question<T> question)
      throws UnreachableException, TopicsException {
    try {
      return question.ask();
    } catch (TimeoutException e) {
      throw KafkaAdmin.unreachable(servers, e);
    } catch (AuthenticationException e) {
      throw KafkaAdmin.notTrusted(servers, e);
    } catch (AuthorizationException e) {
      String allow = new TopicTools(servers).allow(topic, "Describe", "Read");
      throw new TopicsException(
          List.of("this principal may not read topic '%s'. Let it: %s".formatted(topic, allow)));
    }
  }

  /**
   * Hands over the records from one instant to another, both included, as far as there are some now
   * and {@code progress} wants them.
   *
   * @param fromMillis milliseconds since the epoch, or {@link #BEGINNING}
   * @return the latest instant before which records are gone that should have been read; null where
   *     all were there
   * @throws UnreachableException where Kafka stops answering
   * @throws TopicsException where Kafka refuses
   */
  public @Nullable Long read(long fromMillis, long toMillis, Sink sink, Progress progress)
      throws UnreachableException, TopicsException {
    Map<TopicPartition, Long> firsts = ask(() -> consumer.beginningOffsets(partitions));
    Map<TopicPartition, Long> lasts = ask(() -> consumer.endOffsets(partitions));
    Map<TopicPartition, OffsetAndTimestamp> starts = offsetsAt(fromMillis);
    Map<TopicPartition, OffsetAndTimestamp> ends = offsetsAt(toMillis + 1);
    long now = System.currentTimeMillis();
    List<Lane> lanes = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      long last = lasts.getOrDefault(partition, 0L);
      long start = fromMillis <= BEGINNING ? first(firsts, partition) : at(starts, partition, last);
      lanes.add(new Lane(partition, start, Math.min(last, at(ends, partition, last)), now));
      consumer.seek(partition, start);
    }
    readAll(lanes, sink, progress);
    return missingBefore(fromMillis, firsts, now);
  }

  /**
   * The time of the first record.
   *
   * @return null where there is none
   */
  public @Nullable Long firstMillis() throws UnreachableException, TopicsException {
    return offsetsAt(0).values().stream()
        .filter(found -> found != null)
        .map(OffsetAndTimestamp::timestamp)
        .min(Long::compare)
        .orElse(null);
  }

  /** Records before the first one that is left are gone, if it has not the first offset. */
  private @Nullable Long missingBefore(
      long fromMillis, Map<TopicPartition, Long> firsts, long nowMillis)
      throws UnreachableException, TopicsException {
    Map<TopicPartition, OffsetAndTimestamp> left = offsetsAt(0);
    Long missing = null;
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp oldest = left.get(partition);
      boolean someAreGone = first(firsts, partition) > 0;
      long since = oldest == null ? nowMillis : oldest.timestamp();
      if (someAreGone && since > fromMillis) {
        missing = missing == null ? since : Math.max(missing, since);
      }
    }
    return missing;
  }

  private Map<TopicPartition, OffsetAndTimestamp> offsetsAt(long millis)
      throws UnreachableException, TopicsException {
    Map<TopicPartition, Long> asked =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), partition -> Math.max(0, millis)));
    return ask(() -> consumer.offsetsForTimes(asked));
  }

  private static long first(Map<TopicPartition, Long> firsts, TopicPartition partition) {
    return firsts.getOrDefault(partition, 0L);
  }

  private static long at(
      Map<TopicPartition, @Nullable OffsetAndTimestamp> offsets,
      TopicPartition partition,
      long otherwise) {
    OffsetAndTimestamp found = offsets.get(partition);
    return found == null ? otherwise : found.offset();
  }

  private void readAll(List<Lane> lanes, Sink sink, Progress progress)
      throws UnreachableException, TopicsException {
    long toRead = lanes.stream().mapToLong(Lane::left).sum();
    long read = 0;
    Lane lane = next(lanes);
    while (lane != null) {
      long time = lane.headMillis();
      sink.take(lane.take(), time);
      read++;
      lane = progress.at(read, toRead, time) ? next(lanes) : null;
    }
  }

  /** The partition whose record is next; null where none has more. */
  private @Nullable Lane next(List<Lane> lanes) throws UnreachableException, TopicsException {
    long silentSince = System.nanoTime();
    while (lanes.stream().anyMatch(Lane::isStarved)) {
      if (fetch(lanes)) {
        silentSince = System.nanoTime();
      } else if (System.nanoTime() - silentSince > SILENCE_NANOS) {
        throw KafkaAdmin.unreachable(servers, new TimeoutException("nothing came any more"));
      }
    }
    Lane first = null;
    for (Lane lane : lanes) {
      if (lane.hasHead() && (first == null || lane.headMillis() < first.headMillis())) {
        first = lane;
      }
    }
    return first;
  }

  /** Fetches for the partitions that wait for records only; returns whether one got further. */
  private boolean fetch(List<Lane> lanes) throws UnreachableException, TopicsException {
    Map<Boolean, List<TopicPartition>> starved =
        lanes.stream()
            .collect(
                Collectors.partitioningBy(
                    Lane::isStarved, Collectors.mapping(Lane::partition, Collectors.toList())));
    consumer.pause(starved.getOrDefault(false, List.of()));
    consumer.resume(starved.getOrDefault(true, List.of()));
    ConsumerRecords<byte[], byte[]> fetched = ask(() -> consumer.poll(POLL));
    boolean moved = false;
    for (Lane lane : lanes) {
      long position = ask(() -> consumer.position(lane.partition()));
      moved |= lane.add(fetched.records(lane.partition()), position);
    }
    return moved;
  }

  private <T> T ask(Question<T> question) throws UnreachableException, TopicsException {
    return asked(servers, topic, question);
  }

  @Override
  public void close() {
    close(consumer);
  }

  private static void close(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  /** One partition, on its way to where it ended when the reading began. */
  private static final class Lane {
    private final TopicPartition partition;
    private final long end;
    private final long latestMillis;
    private final Deque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();
    private long position;
    private long millis;

    /**
     * @param latestMillis what is stamped with a later time counts as of this instant
     */
    Lane(TopicPartition partition, long start, long end, long latestMillis) {
      this.partition = partition;
      this.position = start;
      this.end = end;
      this.latestMillis = latestMillis;
    }

    TopicPartition partition() {
      return partition;
    }

    long left() {
      return Math.max(0, end - position);
    }

    boolean isStarved() {
      return ahead.isEmpty() && position < end;
    }

    boolean hasHead() {
      return !ahead.isEmpty();
    }

    /** The time of the next record. */
    long headMillis() {
      return Math.max(millis, Math.min(ahead.getFirst().timestamp(), latestMillis));
    }

    ConsumerRecord<byte[], byte[]> take() {
      millis = headMillis();
      return ahead.removeFirst();
    }

    /** Adds what was fetched; returns whether that leads further. */
    boolean add(List<ConsumerRecord<byte[], byte[]>> records, long newPosition) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < end) {
          ahead.add(record);
        }
      }
      boolean moved = newPosition > position;
      position = newPosition;
      return moved;
    }
  }
}
