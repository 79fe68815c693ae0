package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.http.PolicyWriter;
import dev.spendbreaker.topology.Revision;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes policies to the policies topic; the offset of the record gives the revision. */
final class TopicPolicyWriter implements PolicyWriter {
  private final KafkaWriter writer;
  private final String topic;

  TopicPolicyWriter(KafkaWriter writer, String topic) {
    this.writer = writer;
    this.topic = topic;
  }

  @Override
  public CompletableFuture<Long> put(String id, byte[] document) {
    return write(id, document);
  }

  @Override
  public CompletableFuture<Long> delete(String id) {
    return write(id, null);
  }

  private CompletableFuture<Long> write(String id, byte @Nullable [] document) {
    return writer
        .write(new ProducerRecord<>(topic, id.getBytes(UTF_8), document))
        .thenApply(written -> Revision.ofOffset(written.offset()));
  }
}
