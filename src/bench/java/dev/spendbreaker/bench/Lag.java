package dev.spendbreaker.bench;

import dev.spendbreaker.testing.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How far the stream lags behind, told by probes: ten times a second a span of an agent that nobody
 * has seen before crosses the limit, whether the decision about the one before has come or not.
 */
final class Lag implements AutoCloseable {
  private static final double COST_USD = 2_000;
  private static final long FIRST_TRACE = 10_000_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(2);

  private final String spansTopic;
  private final DecisionWatcher decisions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread = new Thread(this::run, "lag");
  private volatile boolean closing;

  /** From when each probe was sent to its decision, in nanoseconds; since it was last asked. */
  private List<CompletableFuture<Long>> latencies = new ArrayList<>();

  /** Of an application whose limit for each agent is above 0 and at most 2,000 USD. */
  Lag(Spendbreaker application, String servers, String spansTopic) {
    this.spansTopic = spansTopic;
    decisions = new DecisionWatcher(servers, application.decisionsTopic());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread.start();
  }

  private void run() {
    for (int probe = 0; !closing; probe++) {
      send(probe);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void send(int probe) {
    String agent = "probe-" + probe;
    byte[] span =
        Spans.trace(FIRST_TRACE + probe, System.currentTimeMillis())
            .call(1, agent, "task", COST_USD)
            .toBytes();
    CompletableFuture<Long> decided = decisions.expect("agent/" + agent);
    long sent = System.nanoTime();
    add(decided.thenApply(at -> at - sent));
    Future<?> unused = producer.send(new ProducerRecord<>(spansTopic, span));
  }

  private synchronized void add(CompletableFuture<Long> latency) {
    latencies.add(latency);
  }

  /** The probes since this was last asked, in microseconds; waits for the decisions about them. */
  Histogram take() throws Exception {
    List<CompletableFuture<Long>> taken = renew();
    Histogram histogram = new Histogram(MAX_MICROS, 3);
    for (CompletableFuture<Long> latency : taken) {
      histogram.recordValue(latency.get(MAX_MICROS, TimeUnit.MICROSECONDS) / 1_000);
    }
    return histogram;
  }

  private synchronized List<CompletableFuture<Long>> renew() {
    List<CompletableFuture<Long>> taken = latencies;
    latencies = new ArrayList<>();
    return taken;
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
    producer.close();
    decisions.close();
  }
}
