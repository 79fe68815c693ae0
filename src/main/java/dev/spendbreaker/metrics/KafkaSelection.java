package dev.spendbreaker.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * The few of Kafka's metrics that are shown: those that tell whether threads work. None of them has
 * a series for each partition or store, of which there may be thousands; lag and stores are summed
 * up in series of ours.
 */
final class KafkaSelection {
  private static final Set<String> NAMES =
      Set.of(
          "kafka.stream.alive.stream.threads",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.thread.process.rate",
          "kafka.stream.thread.process.latency.avg",
          "kafka.stream.thread.commit.rate",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.commit.latency.max",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.producer.record.error.total",
          "kafka.producer.record.retry.total");

  static final MeterFilter FILTER =
      new MeterFilter() {
        @Override
        public MeterFilterReply accept(Meter.Id id) {
          boolean ofKafka = id.getName().startsWith("kafka.");
          return ofKafka && !NAMES.contains(id.getName())
              ? MeterFilterReply.DENY
              : MeterFilterReply.NEUTRAL;
        }
      };

  private KafkaSelection() {}
}
