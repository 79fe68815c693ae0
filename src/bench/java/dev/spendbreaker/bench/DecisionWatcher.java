package dev.spendbreaker.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A read_committed consumer that tells when it saw the first decision about a scope. */
final class DecisionWatcher implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, CompletableFuture<Long>> expected = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "decisions");
  private volatile boolean closing;

  /** Sees what comes from now on. */
  DecisionWatcher(String servers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.start();
  }

  /** Completes with the {@link System#nanoTime} at which a decision about the scope was seen. */
  CompletableFuture<Long> expect(String scopeKey) {
    return expected.computeIfAbsent(scopeKey, key -> new CompletableFuture<>());
  }

  private void run() {
    while (!closing) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        CompletableFuture<Long> waiting = expected.remove(new String(record.key(), UTF_8));
        if (waiting != null) {
          waiting.complete(System.nanoTime());
        }
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
    consumer.close();
  }
}
