package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.http.SpanPublisher;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes the messages of OTLP requests to the spans topic, as they came. */
final class TopicSpanPublisher implements SpanPublisher {
  private static final String CONTENT_TYPE = "content-type";

  private final KafkaWriter writer;
  private final String topic;

  TopicSpanPublisher(KafkaWriter writer, String topic) {
    this.writer = writer;
    this.topic = topic;
  }

  @Override
  public CompletableFuture<Void> publish(
      byte @Nullable [] key, byte[] message, String contentType) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, message);
    record.headers().add(CONTENT_TYPE, contentType.getBytes(UTF_8));
    return writer.write(record).thenAccept(written -> {});
  }
}
