package dev.spendbreaker.bench;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends spans at a constant rate, in the background, until it is closed. */
final class Load implements AutoCloseable {
  private static final int AGENTS = 1_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final double spansPerSecond;
  private final Workload workload = new Workload(5, AGENTS, List.of(0));
  private final Thread thread = new Thread(this::run, "load");
  private volatile boolean closing;
  private volatile long sent;

  private Load(String servers, String topic, double spansPerSecond) {
    this.topic = topic;
    this.spansPerSecond = spansPerSecond;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 5, "batch.size", 131_072),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * @param spansPerSecond 0 for none
   */
  static Load start(String servers, String topic, int spansPerSecond) {
    Load load = new Load(servers, topic, spansPerSecond);
    if (spansPerSecond > 0) {
      load.thread.start();
    }
    return load;
  }

  /** How many spans it has sent. */
  long sent() {
    return sent;
  }

  private void run() {
    long start = System.nanoTime();
    long spans = 0;
    while (!closing) {
      ExportTraceServiceRequest request = workload.next(System.currentTimeMillis());
      spans += Workload.spansOf(request);
      long due = start + (long) (spans / spansPerSecond * 1e9);
      LockSupport.parkNanos(due - System.nanoTime());
      Future<?> unused = producer.send(new ProducerRecord<>(topic, request.toByteArray()));
      sent = spans;
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
    producer.close();
  }
}
