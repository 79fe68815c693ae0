package dev.spendbreaker.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.InvalidDocumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the decisions topic itself, with a connection for each question. Two at a time, and each
 * for some seconds at most.
 */
public final class TopicArchive implements DecisionArchive, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicArchive.class);
  private static final int THREADS = 2;
  private static final int MAX_WAITING = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The offsets that are read at a time, from the end of a partition backwards. */
  private static final int BLOCK = 20_000;

  private final Map<String, Object> clientConfig;
  private final String topic;
  private final int block;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          this::thread);

  /**
   * Of one topic.
   *
   * @param clientConfig how to reach Kafka
   */
  public TopicArchive(Map<String, Object> clientConfig, String topic) {
    this(clientConfig, topic, BLOCK);
  }

  TopicArchive(Map<String, Object> clientConfig, String topic, int block) {
    this.clientConfig = Map.copyOf(clientConfig);
    this.topic = topic;
    this.block = block;
    threads.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "decision-archive");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public CompletableFuture<Void> check(DecisionPosition position) {
    return read(
        connected -> {
          connected.start(position);
          return null;
        });
  }

  @Override
  public CompletableFuture<DecisionSlice> after(DecisionPosition position, int limit) {
    return read(connected -> connected.after(position, limit));
  }

  @Override
  public CompletableFuture<ScopeHistory> ofScope(Scope scope, int limit) {
    return read(connected -> connected.ofScope(scope, limit));
  }

  private <T extends @Nullable Object> CompletableFuture<T> read(Function<Reading, T> question) {
    try {
      return CompletableFuture.supplyAsync(() -> answer(question), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new ArchiveException("too many requests read the decisions topic", e));
    }
  }

  private <T extends @Nullable Object> T answer(Function<Reading, T> question) {
    try (DecisionReader reader = new DecisionReader(clientConfig)) {
      return question.apply(new Reading(reader));
    } catch (KafkaException | IllegalStateException e) {
      throw new ArchiveException("the decisions topic cannot be read: " + e.getMessage(), e);
    }
  }

  /** Answers no more; what is being read is read to its end. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** One question, while its connection lasts. */
  private final class Reading {
    private final DecisionReader reader;
    private final long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();

    Reading(DecisionReader reader) {
      this.reader = reader;
    }

    private boolean isTimeLeft() {
      return System.nanoTime() - deadlineNanos < 0;
    }

    private void requireTime() {
      if (!isTimeLeft()) {
        throw new IllegalStateException("Kafka took more than " + PATIENCE.toSeconds() + " s");
      }
    }

    /** Moves to a position; what Kafka has deleted since is passed over. */
    Map<TopicPartition, Long> start(DecisionPosition position) {
      reader.begin(topic, DecisionFeed.From.BEGINNING, Map.of());
      Map<TopicPartition, Long> ends = reader.ends();
      position
          .offsets()
          .forEach(
              (partition, offset) -> {
                if (offset > ends.getOrDefault(new TopicPartition(topic, partition), -1L)) {
                  throw new UnknownPositionException();
                }
              });
      Map<TopicPartition, Long> from = reader.positions();
      from.replaceAll((at, first) -> Math.max(first, position.next(at.partition())));
      reader.moveTo(from);
      return ends;
    }

    DecisionSlice after(DecisionPosition position, int limit) {
      Map<TopicPartition, Long> ends = start(position);
      List<DecisionRecord> records = new ArrayList<>();
      while (records.size() < limit && !isAt(ends) && isTimeLeft()) {
        reader.poll().forEach(record -> add(record, records));
      }
      if (records.isEmpty() && !isAt(ends)) {
        requireTime();
      }
      return new DecisionSlice(records, position(reader.positions()), isAt(ends));
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
      return DecisionReader.isReached(ends, reader.positions());
    }

    private void add(ConsumerRecord<String, byte[]> record, List<DecisionRecord> records) {
      Decision decision = decision(record);
      if (decision != null) {
        records.add(new DecisionRecord(decision, record.partition(), record.offset()));
      }
    }

    ScopeHistory ofScope(Scope scope, int limit) {
      reader.begin(topic, DecisionFeed.From.BEGINNING, Map.of());
      Map<TopicPartition, Long> begins = reader.positions();
      TopicPartition partition = new TopicPartition(topic, partitionOf(scope.key(), begins.size()));
      long begin = begins.getOrDefault(partition, 0L);
      long to = reader.ends().getOrDefault(partition, 0L);
      History history = new History(scope, limit);
      while (to > begin && !history.isFull() && isTimeLeft()) {
        long from = Math.max(begin, to - block);
        history.prepend(block(partition, from, to));
        to = from;
      }
      return new ScopeHistory(history.latestFirst, to > begin && !history.isFull());
    }

    private List<ConsumerRecord<String, byte[]>> block(
        TopicPartition partition, long from, long to) {
      reader.moveTo(Map.of(partition, from));
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (reader.positions().getOrDefault(partition, to) < to) {
        requireTime();
        reader.poll().records(partition).stream()
            .filter(record -> record.offset() < to)
            .forEach(records::add);
      }
      return records;
    }
  }

  /** Takes records from the last one back to the first of a scope's life. */
  private static final class History {
    final List<Decision> latestFirst = new ArrayList<>();
    private final Scope scope;
    private final int limit;
    private boolean ended;

    History(Scope scope, int limit) {
      this.scope = scope;
      this.limit = limit;
    }

    boolean isFull() {
      return ended || latestFirst.size() == limit || DecisionLog.isFirst(latestFirst);
    }

    /** Takes the records before those that were taken last. */
    void prepend(List<ConsumerRecord<String, byte[]>> block) {
      List<ConsumerRecord<String, byte[]>> backwards = new ArrayList<>(block);
      Collections.reverse(backwards);
      for (ConsumerRecord<String, byte[]> record : backwards) {
        if (!isFull() && scope.key().equals(record.key())) {
          take(record);
        }
      }
    }

    /** What comes before a scope was forgotten is not its history any more. */
    private void take(ConsumerRecord<String, byte[]> record) {
      ended = record.value() == null;
      Decision decision = decision(record);
      if (decision != null && isBefore(decision)) {
        latestFirst.add(decision);
      }
    }

    /** One that was written twice is told once. */
    private boolean isBefore(Decision decision) {
      return latestFirst.isEmpty()
          || decision.sequence() < latestFirst.get(latestFirst.size() - 1).sequence();
    }
  }

  /** Null where a record is none. */
  private static @Nullable Decision decision(ConsumerRecord<String, byte[]> record) {
    try {
      return record.value() == null ? null : DecisionDocuments.read(record.value());
    } catch (InvalidDocumentException e) {
      LOG.debug("{} at {} is no decision", record.key(), record.offset(), e);
      return null;
    }
  }

  private static DecisionPosition position(Map<TopicPartition, Long> offsets) {
    Map<Integer, Long> next = new HashMap<>();
    offsets.forEach((partition, offset) -> next.put(partition.partition(), offset));
    return DecisionPosition.of(next);
  }

  /** As Kafka's producers choose it. */
  private static int partitionOf(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
  }
}
