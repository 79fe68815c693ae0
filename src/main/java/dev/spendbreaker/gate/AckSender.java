package dev.spendbreaker.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.AckDocuments;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes acknowledgements to their topic. Connects with the first, as most never write one. */
final class AckSender implements AutoCloseable {
  private static final int MAX_BLOCK_MILLIS = 5_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Map<String, Object> config = new HashMap<>();
  private final String topic;
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private boolean closed;

  /**
   * To a topic.
   *
   * @param properties of a consumer; those that producers have, too, are used
   */
  AckSender(Map<String, Object> properties, String topic) {
    this.topic = topic;
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    config.putAll(properties);
    config.keySet().retainAll(ProducerConfig.configNames());
    config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
  }

  /** Done once Kafka has it; fails with a {@link KafkaException}. */
  CompletableFuture<Void> send(Scope scope, Ack ack) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    try {
      Future<?> unused =
          producer()
              .send(
                  new ProducerRecord<>(topic, scope.key().getBytes(UTF_8), AckDocuments.write(ack)),
                  (metadata, failure) -> {
                    if (failure == null) {
                      written.complete(null);
                    } else {
                      written.completeExceptionally(failure);
                    }
                  });
    } catch (KafkaException | IllegalStateException e) {
      written.completeExceptionally(e);
    }
    return written;
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    if (closed) {
      throw new IllegalStateException("the kill switch is closed");
    }
    if (producer == null) {
      producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** What was sent before is still written, for five seconds at the most. */
  @Override
  public synchronized void close() {
    closed = true;
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
