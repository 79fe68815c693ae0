package dev.spendbreaker.runtime;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.http.PublishException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what comes in over HTTP, spans and policies, to their topics; done when Kafka has it. */
final class KafkaWriter implements AutoCloseable {
  private static final int MAX_BLOCK_MILLIS = 2_000;
  private static final int DELIVERY_TIMEOUT_MILLIS = 10_000;

  /** Room for a record's key, headers and framing beside the largest message. */
  private static final int RECORD_OVERHEAD_BYTES = 64 * 1024;

  private final BooleanSupplier reachable;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @param reachable whether Kafka answered when last asked; while it does not, writes fail at once
   */
  KafkaWriter(Settings settings, BooleanSupplier reachable) {
    this.reachable = reachable;
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS / 2);

    config.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        settings.otlp().maxRequestBytes() + RECORD_OVERHEAD_BYTES);
    config.putAll(settings.producerProperties());
    config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryTimeout(config));
    producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Kafka refuses a delivery timeout that leaves no time for one request. */
  private static int deliveryTimeout(Map<String, Object> config) {
    long request = milliseconds(config, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
    long linger = milliseconds(config, ProducerConfig.LINGER_MS_CONFIG);
    return (int) Math.max(DELIVERY_TIMEOUT_MILLIS, request + linger);
  }

  private static long milliseconds(Map<String, Object> config, String name) {
    return (Long) ConfigDef.parseType(name, config.get(name), ConfigDef.Type.LONG);
  }

  /** Fails with a {@link PublishException}. */
  CompletableFuture<RecordMetadata> write(ProducerRecord<byte[], byte[]> record) {
    if (!reachable.getAsBoolean()) {
      return CompletableFuture.failedFuture(
          new PublishException(PublishException.Kind.UNAVAILABLE, "Kafka does not answer"));
    }
    CompletableFuture<RecordMetadata> written = new CompletableFuture<>();
    try {
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  written.complete(metadata);
                } else {
                  written.completeExceptionally(explain(record.topic(), failure));
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      written.completeExceptionally(explain(record.topic(), e));
    }
    return written;
  }

  private static PublishException explain(String topic, Exception failure) {
    if (failure instanceof RecordTooLargeException) {
      return new PublishException(
          PublishException.Kind.TOO_LARGE,
          "topic "
              + topic
              + " takes no record of this size: send smaller batches or raise its max.message.bytes");
    }
    PublishException.Kind kind =
        failure instanceof RetriableException
            ? PublishException.Kind.UNAVAILABLE
            : PublishException.Kind.REFUSED;
    return new PublishException(
        kind, "Kafka did not take a record for topic " + topic + ": " + failure.getMessage());
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
