package dev.spendbreaker.query;

import dev.spendbreaker.query.TopologyStatus.Instance;
import dev.spendbreaker.query.TopologyStatus.Store;
import dev.spendbreaker.query.TopologyStatus.Subtopology;
import dev.spendbreaker.topology.Names;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/** Answers from the metadata and metrics that Kafka Streams keeps. */
public final class LocalTopologyQueries implements TopologyQueries {
  private static final String TASK = "task-id";
  private static final String STORE = "rocksdb-state-id";

  /** The sub-topologies, in the order the data flows, and the topics that each reads. */
  private static final List<Part> PARTS =
      List.of(
          new Part("read", topic -> !Names.isSettleTopic(topic) && !Names.isLedgerTopic(topic)),
          new Part("settle", Names::isSettleTopic),
          new Part("ledger", Names::isLedgerTopic));

  private record Part(String name, Predicate<String> reads) {}

  private final KafkaStreams streams;
  private final String policiesTopic;

  public LocalTopologyQueries(KafkaStreams streams, String policiesTopic) {
    this.streams = streams;
    this.policiesTopic = policiesTopic;
  }

  @Override
  public TopologyStatus status() {
    Collection<ThreadMetadata> threads = streams.metadataForLocalThreads();
    Metrics metrics = new Metrics(List.copyOf(streams.metrics().values()));
    return new TopologyStatus(
        streams.state().name(),
        PARTS.stream().map(part -> subtopology(part, threads, metrics)).toList(),
        stores(threads, metrics),
        streams.metadataForAllStreamsClients().stream()
            .map(this::instance)
            .sorted(Comparator.comparing(Instance::address))
            .toList());
  }

  private static Subtopology subtopology(
      Part part, Collection<ThreadMetadata> threads, Metrics metrics) {
    List<String> tasks = tasks(part, threads.stream());
    return new Subtopology(
        part.name(),
        metrics.sum("records-consumed-total", TASK, tasks::contains),
        metrics.sum("records-lag", "topic", part.reads()),
        tasks.size(),
        (int) threads.stream().filter(thread -> !tasks(part, Stream.of(thread)).isEmpty()).count(),
        metrics.sum("restore-remaining-records-total", TASK, tasks::contains));
  }

  private static List<String> tasks(Part part, Stream<ThreadMetadata> threads) {
    return threads
        .flatMap(thread -> thread.activeTasks().stream())
        .filter(task -> belongs(task, part))
        .map(task -> task.taskId().toString())
        .toList();
  }

  private static boolean belongs(TaskMetadata task, Part part) {
    return task.topicPartitions().stream().map(TopicPartition::topic).anyMatch(part.reads());
  }

  private static List<Store> stores(Collection<ThreadMetadata> threads, Metrics metrics) {
    return PARTS.stream()
        .flatMap(part -> stores(part.name(), tasks(part, threads.stream()), metrics))
        .sorted(Comparator.comparing(Store::name))
        .toList();
  }

  private static Stream<Store> stores(String subtopology, List<String> tasks, Metrics metrics) {
    Metrics ours = metrics.where(TASK, tasks::contains);
    return ours.count("estimate-num-keys", STORE).entrySet().stream()
        .map(
            store ->
                new Store(
                    store.getKey(),
                    subtopology,
                    store.getValue(),
                    ours.sum("estimate-num-keys", STORE, store.getKey()::equals),
                    ours.sum("total-sst-files-size", STORE, store.getKey()::equals),
                    ours.sum("size-all-mem-tables", STORE, store.getKey()::equals)));
  }

  private Instance instance(StreamsMetadata metadata) {
    return new Instance(
        metadata.host() + ":" + metadata.port(),
        !partitions(metadata, policiesTopic::equals).isEmpty(),
        partitions(metadata, Names::isSettleTopic),
        partitions(metadata, Names::isLedgerTopic));
  }

  private static List<Integer> partitions(StreamsMetadata metadata, Predicate<String> topic) {
    return metadata.topicPartitions().stream()
        .filter(partition -> topic.test(partition.topic()))
        .map(TopicPartition::partition)
        .sorted()
        .toList();
  }

  /** Metrics of Kafka's clients by name and tag. */
  private record Metrics(List<? extends Metric> all) {
    Metrics where(String tag, Predicate<String> wanted) {
      return new Metrics(all.stream().filter(metric -> has(metric, tag, wanted)).toList());
    }

    /** What is no number counts for nothing: a metric without a value yet is NaN. */
    long sum(String name, String tag, Predicate<String> wanted) {
      return (long)
          all.stream()
              .filter(metric -> metric.metricName().name().equals(name) && has(metric, tag, wanted))
              .map(Metric::metricValue)
              .mapToDouble(value -> value instanceof Number number ? number.doubleValue() : 0)
              .filter(Double::isFinite)
              .sum();
    }

    /** How many metrics of a name there are for each value of a tag. */
    Map<String, Integer> count(String name, String tag) {
      Map<String, Integer> counts = new TreeMap<>();
      all.stream()
          .filter(metric -> metric.metricName().name().equals(name))
          .map(metric -> metric.metricName().tags().get(tag))
          .forEach(value -> counts.merge(value, 1, Integer::sum));
      return counts;
    }

    private static boolean has(Metric metric, String tag, Predicate<String> wanted) {
      String value = metric.metricName().tags().get(tag);
      return value != null && wanted.test(value);
    }
  }
}
