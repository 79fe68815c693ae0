package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the decisions topic: hands each committed decision to a listener, in the order of its
 * scope, on a thread of its own. Needs no consumer group and commits nothing. Goes on until it is
 * closed: after a failure it connects again and continues where it was.
 */
public final class DecisionFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionFeed.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /**
   * Longer than this without word from Kafka, and all is read anew: Kafka removes tombstones a day
   * after they were written, and who did not see them would hold what they remove for ever.
   */
  private static final long MAX_GAP_MILLIS = Duration.ofHours(1).toMillis();

  /** Where in the topic to begin. */
  public enum From {
    /** With all that the topic still holds. */
    BEGINNING,
    /** With the next decision. */
    NOW
  }

  private final Map<String, Object> clientConfig;
  private final String topic;
  private final From from;
  private final DecisionListener listener;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "decision-feed");
  private Map<TopicPartition, Long> positions = Map.of();
  private long heardMillis;
  private boolean failing;
  private volatile @Nullable DecisionReader reader;

  private DecisionFeed(
      Map<String, Object> clientConfig, String topic, From from, DecisionListener listener) {
    this.clientConfig = Map.copyOf(clientConfig);
    this.topic = topic;
    this.from = from;
    this.listener = listener;
    thread.setDaemon(true);
  }

  /**
   * Starts to follow, once Kafka has answered.
   *
   * @param clientConfig how to reach Kafka
   * @throws TimeoutException where Kafka does not answer within 10 seconds
   * @throws IllegalStateException where there is no such topic
   */
  public static DecisionFeed start(
      Map<String, Object> clientConfig, String topic, From from, DecisionListener listener) {
    DecisionFeed feed = new DecisionFeed(clientConfig, topic, from, listener);
    try {
      feed.connect();
    } catch (RuntimeException e) {
      feed.disconnect();
      throw e;
    }
    feed.thread.start();
    return feed;
  }

  /** Starts to follow as soon as Kafka answers and has the topic; comes back at once. */
  public static DecisionFeed startInBackground(
      Map<String, Object> clientConfig, String topic, From from, DecisionListener listener) {
    DecisionFeed feed = new DecisionFeed(clientConfig, topic, from, listener);
    feed.thread.start();
    return feed;
  }

  private void run() {
    while (!isClosing()) {
      try {
        follow(reader == null ? connect() : reader);
      } catch (OffsetOutOfRangeException e) {
        LOG.warn("the decisions topic was made anew: reading it from its beginning");
        startOver();
      } catch (RuntimeException e) {
        failed(e);
      } finally {
        disconnect();
      }
    }
  }

  private DecisionReader connect() {
    DecisionReader connecting = new DecisionReader(clientConfig);
    reader = connecting;
    if (!isClosing()) { // else nobody wakes it up
      connecting.begin(topic, from, positions);
    }
    return connecting;
  }

  private void disconnect() {
    DecisionReader connected = reader;
    reader = null;
    if (connected != null) {
      close(connected);
    }
  }

  private static void close(DecisionReader connected) {
    try {
      connected.close();
    } catch (RuntimeException e) {
      LOG.debug("a connection did not close cleanly", e);
    }
  }

  private void follow(DecisionReader connected) {
    while (!isClosing()) {
      connected.poll().forEach(this::handOver);
      positions = connected.positions();
      Long asOfNanos = connected.caughtUp(positions);
      if (asOfNanos != null) {
        heard(asOfNanos);
      }
    }
  }

  private void heard(long asOfNanos) {
    long now = System.currentTimeMillis();
    boolean gap = heardMillis != 0 && now - heardMillis > MAX_GAP_MILLIS;
    heardMillis = now;
    if (gap) {
      startOver();
      throw new IllegalStateException("nothing was heard of Kafka for long; reading all again");
    }
    failing = false;
    listener.current(asOfNanos);
    caughtUp.countDown();
  }

  private void startOver() {
    positions = Map.of();
    listener.startedOver();
  }

  private void failed(RuntimeException failure) {
    if (isClosing()) {
      LOG.debug("closing", failure);
      return;
    }
    if (!failing) {
      LOG.warn("the decisions cannot be followed now, trying again: {}", failure.toString());
      failing = true;
    }
    pause();
  }

  private void pause() {
    try {
      if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("closed while it was waiting");
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted, and going on: close() is how to end it");
    }
  }

  private void handOver(ConsumerRecord<String, byte[]> record) {
    try {
      if (record.value() == null) {
        listener.forgotten(Scope.parse(record.key()));
      } else {
        Decision decision = DecisionDocuments.read(record.value());
        listener.decided(new DecisionRecord(decision, record.partition(), record.offset()));
      }
    } catch (RuntimeException e) {
      LOG.warn("decision {} at {} was not used", record.key(), record.offset(), e);
    }
  }

  /** Waits until all has been read that there was when it began. */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until it is closed. */
  public void awaitClose() throws InterruptedException {
    closing.await();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Ends it; its thread is gone afterwards, unless the listener holds it for long. */
  @Override
  public void close() {
    closing.countDown();
    DecisionReader connected = reader;
    if (connected != null) {
      connected.wakeUp();
    }
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
