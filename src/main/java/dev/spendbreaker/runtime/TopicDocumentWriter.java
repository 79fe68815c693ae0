package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.http.PolicyWriter;
import dev.spendbreaker.http.PriceWriter;
import dev.spendbreaker.topology.Revision;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes policies or prices to their topic; the offset of the record gives the revision. */
final class TopicDocumentWriter implements PolicyWriter, PriceWriter {
  private final KafkaWriter writer;
  private final String topic;

  TopicDocumentWriter(KafkaWriter writer, String topic) {
    this.writer = writer;
    this.topic = topic;
  }

  @Override
  public CompletableFuture<Long> put(String key, byte[] document) {
    return write(key, document);
  }

  @Override
  public CompletableFuture<Long> delete(String key) {
    return write(key, null);
  }

  private CompletableFuture<Long> write(String key, byte @Nullable [] document) {
    return writer
        .write(new ProducerRecord<>(topic, key.getBytes(UTF_8), document))
        .thenApply(written -> Revision.ofOffset(written.offset()));
  }
}
