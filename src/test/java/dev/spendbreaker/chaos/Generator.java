package dev.spendbreaker.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends a workload at a steady rate, in the background, until it is told to finish. */
final class Generator implements AutoCloseable {
  private static final int DELIVERY_TIMEOUT_MILLIS = 5 * 60_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String spansTopic;
  private final String policiesTopic;
  private final Workload workload;
  private final long spans;
  private final int spansPerSecond;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "generator");
  private volatile boolean hurry;

  /**
   * @param spans how many different ones it sends in all
   */
  Generator(
      String servers,
      String spansTopic,
      String policiesTopic,
      Workload workload,
      long spans,
      int spansPerSecond) {
    this.spansTopic = spansTopic;
    this.policiesTopic = policiesTopic;
    this.workload = workload;
    this.spans = spans;
    this.spansPerSecond = spansPerSecond;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", servers,
                "acks", "all",
                "linger.ms", 5,
                "delivery.timeout.ms", DELIVERY_TIMEOUT_MILLIS,
                "max.block.ms", DELIVERY_TIMEOUT_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long start = System.nanoTime();
    while (workload.spans() < spans && failure.get() == null) {
      send(workload.next());
      long due = start + workload.spans() * 1_000_000_000L / spansPerSecond;
      if (!hurry) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }

  private void send(List<byte[]> messages) {
    messages.forEach(message -> send(new ProducerRecord<>(spansTopic, message)));
  }

  private void send(ProducerRecord<byte[], byte[]> message) {
    Future<?> unused =
        producer.send(
            message,
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Sends what is left without waiting; comes back when Kafka has it all. */
  void finish() throws Exception {
    hurry = true;
    LockSupport.unpark(thread);
    thread.join();
    flush();
  }

  /** Sets a policy by its record alone: it is in force when its turn has come. */
  void send(Budgets budget) {
    byte[] id = budget.name().toLowerCase(Locale.ROOT).getBytes(UTF_8);
    send(new ProducerRecord<>(policiesTopic, id, budget.document()));
  }

  /** Sends one more portion. */
  void sendMore() throws Exception {
    send(workload.next());
    flush();
  }

  private void flush() throws Exception {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
