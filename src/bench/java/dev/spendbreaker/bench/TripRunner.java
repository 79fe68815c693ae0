package dev.spendbreaker.bench;

import dev.spendbreaker.testing.Spans;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Trips: a span of an agent that nobody has seen before crosses the limit, and two wait for what
 * comes of it, one for the decision and one for a check to be refused.
 */
final class TripRunner implements AutoCloseable {
  private static final double COST_USD = 2_000;
  private static final int MAX_PAUSE_MILLIS = 60;
  private static final long TIMEOUT_SECONDS = 60;
  private static final long POLL_NANOS = 500_000;

  private final Random pauses = new Random(1);
  private final Spendbreaker application;
  private final String spansTopic;
  private final DecisionWatcher decisions;
  private final KafkaProducer<byte[], byte[]> producer;
  private int trips;

  /** Against an application whose limit for each agent is above 0 and at most 2,000 USD. */
  TripRunner(Spendbreaker application, String servers, String spansTopic) {
    this.application = application;
    this.spansTopic = spansTopic;
    decisions = new DecisionWatcher(servers, application.decisionsTopic());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Makes trips one after the other, with pauses of random length between them. */
  TripTimes run(int count) throws Exception {
    TripTimes times = new TripTimes();
    for (int i = 0; i < count; i++) {
      Thread.sleep(pauses.nextInt(MAX_PAUSE_MILLIS));
      trip("trip-" + trips++, times);
    }
    return times;
  }

  private void trip(String agent, TripTimes times) throws Exception {
    CompletableFuture<Long> decided = decisions.expect("agent/" + agent);
    byte[] span =
        Spans.trace(1_000_000 + trips, System.currentTimeMillis())
            .call(1, agent, "task", COST_USD)
            .toBytes();
    long sent = System.nanoTime();
    Future<?> unused = producer.send(new ProducerRecord<>(spansTopic, span));
    long refused = awaitRefusal(agent, sent);
    times.add(decided.get(TIMEOUT_SECONDS, TimeUnit.SECONDS) - sent, refused - sent);
  }

  private long awaitRefusal(String agent, long sent) throws Exception {
    while (application.get("/v1/check?agent=" + agent).statusCode() != 403) {
      if (System.nanoTime() - sent > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
        throw new TimeoutException(
            "not refused within "
                + TIMEOUT_SECONDS
                + " s: this machine does not keep up with what is sent besides; give a smaller"
                + " --load, or run this when nothing else runs");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return System.nanoTime();
  }

  @Override
  public void close() throws InterruptedException {
    producer.close();
    decisions.close();
  }
}
