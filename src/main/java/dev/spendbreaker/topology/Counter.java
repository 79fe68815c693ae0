package dev.spendbreaker.topology;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** A count and a rate among Kafka Streams' own metrics, one for each task. */
final class Counter {
  private static final String SCOPE = "spendbreaker";

  private final Sensor sensor;
  private final ProcessorContext<?, ?> context;

  Counter(ProcessorContext<?, ?> context, String operation) {
    this.context = context;
    this.sensor =
        context
            .metrics()
            .addRateTotalSensor(
                SCOPE, context.taskId().toString(), operation, Sensor.RecordingLevel.INFO);
  }

  void add(long count) {
    if (count > 0) {
      sensor.record((double) count, context.currentSystemTimeMs());
    }
  }
}
