package dev.spendbreaker.topology;

import dev.spendbreaker.topology.SettleEvent.Spans;
import dev.spendbreaker.trace.TraceId;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Spans go by their trace, as Kafka spreads keys; prices and policies to every partition. */
public final class SettlePartitioner implements StreamPartitioner<TraceId, SettleEvent> {
  /** Empty leaves it to the producer, by the hash of the key's bytes. */
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, TraceId traceId, SettleEvent event, int partitions) {
    return event instanceof Spans
        ? Optional.empty()
        : Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()));
  }

  /** The partition that a producer chooses for the spans of a trace. */
  public static int partitionOf(TraceId traceId, int partitions) {
    return Utils.toPositive(Utils.murmur2(traceId.toBytes())) % partitions;
  }
}
