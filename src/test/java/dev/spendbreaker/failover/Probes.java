package dev.spendbreaker.failover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Spans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls at a steady pace, each by an agent of its own and above its limit, so that each
 * brings about exactly one decision, and notes when that is there to be read.
 */
final class Probes implements AutoCloseable {
  /** What one call costs, and more than the policy lets an agent spend. */
  private static final double COST_USD = 0.02;

  private static final String POLICY =
      """
      {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 0.01}}""";

  private static final int WARM = 100;
  private static final int BEHIND = 20;

  private static final String AGENT = "agent/probe-";

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String spansTopic;
  private final long pauseNanos;
  private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
  private final Map<Integer, Long> decided = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable String> wrong = new AtomicReference<>();
  private final Thread sender = new Thread(this::send, "probes-sender");
  private final Thread reader = new Thread(this::read, "probes-reader");
  private volatile boolean sending = true;
  private volatile boolean reading = true;

  /**
   * Begins to send; the policy of {@link #policy} must be in force.
   *
   * @param decisionsTopic is there, and holds no decision about a probe
   */
  Probes(String servers, String spansTopic, String decisionsTopic, int aSecond) {
    this.spansTopic = spansTopic;
    pauseNanos = Duration.ofSeconds(1).toNanos() / aSecond;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "acks", "all", "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(decisionsTopic).stream()
            .map(each -> new TopicPartition(decisionsTopic, each.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    for (Thread thread : List.of(sender, reader)) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** What has to be in force before the first probe is sent. */
  static byte[] policy() {
    return POLICY.getBytes(UTF_8);
  }

  private void send() {
    long next = System.nanoTime();
    for (int number = 1; sending; number++) {
      byte[] message =
          Spans.trace(number, System.currentTimeMillis())
              .call(1, "probe-" + number, "t", COST_USD)
              .toBytes();
      sent.put(number, System.nanoTime());
      Future<?> unused =
          producer.send(
              new ProducerRecord<>(spansTopic, message),
              (metadata, e) -> {
                if (e != null) {
                  wrong.compareAndSet(null, "a probe was not sent: " + e);
                }
              });
      next += pauseNanos;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    producer.flush();
  }

  private void read() {
    while (reading) {
      consumer
          .poll(Duration.ofMillis(5))
          .forEach(record -> note(new String(record.key(), UTF_8), record.value()));
    }
  }

  private void note(String key, byte[] value) {
    if (key.contains("/task/")) {
      return;
    }
    Decision decision = DecisionDocuments.read(value);
    int number = Integer.parseInt(key.substring(AGENT.length()));
    boolean isFirst = decided.putIfAbsent(number, System.nanoTime()) == null;
    if (!isFirst || decision.sequence() != 1 || decision.action() != Action.BLOCK) {
      wrong.compareAndSet(null, "not the one block that was due: " + decision);
    }
  }

  /** Whether decisions keep up with the calls, as they do once the instances are warm. */
  void assertFlow() {
    int waiting = sent.size() - decided.size();
    if (decided.size() < WARM || waiting > BEHIND) {
      throw new AssertionError(decided.size() + " are decided, and " + waiting + " wait");
    }
  }

  /** Ends sending, and waits until all that was sent is decided. */
  void finish(Duration timeout) throws InterruptedException {
    sending = false;
    sender.join();
    Eventually.holds(
        timeout,
        () -> {
          if (decided.size() < sent.size()) {
            throw new AssertionError(
                "%d of %d are not decided".formatted(sent.size() - decided.size(), sent.size()));
          }
        });
  }

  /**
   * What came of them.
   *
   * @throws AssertionError where there was another decision than the one that each must bring about
   */
  List<Probe> all() {
    String found = wrong.get();
    if (found != null) {
      throw new AssertionError(found);
    }
    List<Probe> probes = new ArrayList<>();
    sent.forEach((number, nanos) -> probes.add(new Probe(nanos, decidedNanos(number))));
    return probes;
  }

  private long decidedNanos(int number) {
    return Objects.requireNonNull(decided.get(number));
  }

  @Override
  public void close() throws InterruptedException {
    sending = false;
    reading = false;
    sender.join();
    reader.join();
    producer.close();
    consumer.close();
  }
}
