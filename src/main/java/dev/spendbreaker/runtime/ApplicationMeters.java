package dev.spendbreaker.runtime;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.http.Health;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.query.NotReadyException;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.query.TopologyQueries;
import dev.spendbreaker.query.TopologyStatus;
import dev.spendbreaker.query.TopologyStatus.Subtopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.KafkaStreams;

/** The figures of an application that are looked at with each scrape, and those of others. */
final class ApplicationMeters implements AutoCloseable {
  private static final List<String> SUBTOPOLOGIES = List.of("read", "settle", "ledger");

  private final Meters meters;
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final KafkaStreamsMetrics kafka;
  private boolean kafkaBound;

  ApplicationMeters(Meters meters, KafkaStreams streams) {
    this.meters = meters;
    kafka = new KafkaStreamsMetrics(streams);
  }

  void bind(Health health, Gate gate, SpendQueries queries, TopologyQueries asked) {
    TopologyQueries topology = new BriefStatus(asked, System::nanoTime);
    meters.gauge("ready", "Whether it is ready: 1 or 0", () -> health.notReady().isEmpty() ? 1 : 0);
    meters.gauge(
        "decisions.age.seconds",
        "How old what checks are answered by is",
        () -> gate.ageMillis().isPresent() ? gate.ageMillis().getAsLong() / 1e3 : Double.NaN);
    for (Policy.Mode mode : Policy.Mode.values()) {
      meters.gauge(
          "policies", "Policies in force", () -> policies(queries, mode), "mode", mode.text());
    }
    for (String name : SUBTOPOLOGIES) {
      subtopology("lag.records", "Records that wait to be read", topology, name, Subtopology::lag);
      subtopology(
          "restoring.records",
          "Records of changelogs still to be restored",
          topology,
          name,
          Subtopology::restoring);
    }
    meters.gauge(
        "stores.disk.bytes",
        "What the stores take on disk",
        () -> topology.status().stores().stream().mapToLong(TopologyStatus.Store::diskBytes).sum());
    bindJvm(meters.registry());
  }

  private void subtopology(
      String figure,
      String description,
      TopologyQueries topology,
      String name,
      ToLongFunction<Subtopology> value) {
    meters.gauge(
        figure,
        description,
        () ->
            topology.status().subtopologies().stream()
                .filter(part -> part.name().equals(name))
                .mapToLong(value)
                .sum(),
        "subtopology",
        name);
  }

  private static double policies(SpendQueries queries, Policy.Mode mode) {
    try {
      return queries.policies().stream().filter(policy -> policy.mode() == mode).count();
    } catch (NotReadyException e) {
      return Double.NaN;
    }
  }

  private void bindJvm(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /** Kafka's own, once its clients are there; again does nothing. */
  synchronized void bindKafka() {
    if (!kafkaBound) {
      kafkaBound = true;
      kafka.bindTo(meters.registry());
    }
  }

  @Override
  public void close() {
    kafka.close();
    collector.close();
    meters.close();
  }
}
