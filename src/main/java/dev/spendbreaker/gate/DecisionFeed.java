package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.DecisionDocuments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the decisions topic: hands each committed decision to a listener, in the order of its
 * scope, on a thread of its own. Needs no consumer group and commits nothing.
 */
public final class DecisionFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
  private static final int FIRST_ANSWER_MILLIS = 10_000;

  /** Where in the topic to begin. */
  public enum From {
    /** With all that the topic still holds. */
    BEGINNING,
    /** With the last {@value RecentDecisions#CAPACITY} of each partition, at the most. */
    RECENT,
    /** With the next decision. */
    NOW
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<Decision> listener;
  private final CountDownLatch following = new CountDownLatch(1);
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile @Nullable RuntimeException failure;

  private DecisionFeed(KafkaConsumer<String, byte[]> consumer, Consumer<Decision> listener) {
    this.consumer = consumer;
    this.listener = listener;
    this.thread = new Thread(this::follow, "decision-feed");
    thread.setDaemon(true);
  }

  /**
   * Starts to follow.
   *
   * @param clientConfig how to reach Kafka
   * @param listener must return fast; what it throws is logged, and the feed goes on
   * @throws TimeoutException where Kafka does not answer within 10 seconds
   * @throws IllegalStateException where there is no such topic
   */
  public static DecisionFeed start(
      Map<String, Object> clientConfig, String topic, From from, Consumer<Decision> listener) {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    config.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, FIRST_ANSWER_MILLIS);
    config.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, FIRST_ANSWER_MILLIS);
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    DecisionFeed feed = new DecisionFeed(consumer, listener);
    try {
      feed.assign(topic, from);
    } catch (RuntimeException e) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw e;
    }
    feed.thread.start();
    return feed;
  }

  private void assign(String topic, From from) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "there is no topic '" + topic + "': './spendbreaker topics create' creates it");
    }
    consumer.assign(partitions);
    switch (from) {
      case BEGINNING -> consumer.seekToBeginning(partitions);
      case RECENT -> seekToRecent(partitions);
      case NOW -> {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
      }
    }
  }

  private void seekToRecent(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long recent = end.getOrDefault(partition, 0L) - RecentDecisions.CAPACITY;
      consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), recent));
    }
  }

  private void follow() {
    try (consumer) {
      while (!closing) {
        consumer.poll(POLL).forEach(this::handOver);
        following.countDown();
      }
    } catch (WakeupException e) {
      LOG.debug("closing");
    } catch (RuntimeException e) {
      LOG.error("the decisions topic can no longer be followed: {}", e.toString());
      failure = e;
    } finally {
      ended.countDown();
    }
  }

  /**
   * Waits until the feed ends.
   *
   * @throws IllegalStateException where it could not go on; not where it was closed
   */
  public void awaitEnd() throws InterruptedException {
    ended.await();
    if (failure != null) {
      throw new IllegalStateException("the decisions topic can no longer be followed", failure);
    }
  }

  private void handOver(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      listener.accept(DecisionDocuments.read(record.value()));
    } catch (RuntimeException e) {
      LOG.warn("decision {} at {} was not used", record.key(), record.offset(), e);
    }
  }

  /** Waits until the first poll has come back. */
  public boolean awaitFollowing(Duration timeout) throws InterruptedException {
    return following.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
