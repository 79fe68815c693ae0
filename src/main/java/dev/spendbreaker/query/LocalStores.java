package dev.spendbreaker.query;

import static org.apache.kafka.streams.StoreQueryParameters.fromNameAndType;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The state stores of this instance. */
final class LocalStores {
  private final KafkaStreams streams;

  LocalStores(KafkaStreams streams) {
    this.streams = streams;
  }

  /** One partition of a store; throws what {@link #ask} understands while it cannot be read. */
  <K> ReadOnlyKeyValueStore<K, byte[]> store(String name, int partition) {
    return streams.store(
        fromNameAndType(name, QueryableStoreTypes.<K, byte[]>keyValueStore())
            .withPartition(partition));
  }

  /**
   * The partitions this instance has to keep, readable or not: those of the topic its tasks read.
   *
   * @throws NotReadyException where there are none
   */
  SortedSet<Integer> assigned(Predicate<String> topic) {
    SortedSet<Integer> assigned =
        streams.metadataForLocalThreads().stream()
            .flatMap(thread -> thread.activeTasks().stream())
            .flatMap(task -> task.topicPartitions().stream())
            .filter(partition -> topic.test(partition.topic()))
            .map(TopicPartition::partition)
            .collect(Collectors.toCollection(TreeSet::new));
    if (assigned.isEmpty()) {
      throw new NotReadyException("this instance keeps no partition now; try again");
    }
    return assigned;
  }

  /**
   * Answers from stores, which may move away or close at any time, also between two looks at them.
   *
   * @throws NotReadyException where they do
   */
  static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw new NotReadyException(
          "the stores cannot be read here now (" + e.getMessage() + "); try again");
    }
  }
}
