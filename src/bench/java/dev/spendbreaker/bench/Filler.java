package dev.spendbreaker.bench;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What was put into a topic.
 *
 * @param bytes of all values together
 * @param tasks that spend
 */
record Filler(long spans, long records, long bytes, int tasks) {
  /** How many agents there are where it does not matter. */
  static final int AGENTS = 1_000;

  /** Puts at least so many spans into the input, as exporters would have sent them. */
  static Filler fill(Arena arena, long spans, List<Integer> promptBytes, int agents) {
    Workload workload = new Workload(7, agents, promptBytes);
    long sent = 0;
    long records = 0;
    long bytes = 0;
    Map<String, Object> batches =
        new HashMap<>(Map.of("linger.ms", 20, "batch.size", 1 << 20, "max.request.size", 8 << 20));
    try (KafkaProducer<byte[], byte[]> producer = arena.producer(batches)) {
      while (sent < spans) {
        ExportTraceServiceRequest request = workload.next(System.currentTimeMillis());
        byte[] value = request.toByteArray();
        Future<?> unused = producer.send(new ProducerRecord<>(arena.input(), value));
        sent += Workload.spansOf(request);
        bytes += value.length;
        records++;
      }
    }
    return new Filler(sent, records, bytes, workload.tasks());
  }
}
