package dev.spendbreaker.query;

import static org.apache.kafka.streams.StoreQueryParameters.fromNameAndType;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The state stores of this instance: those it keeps, and its copies of others. */
final class LocalStores {
  private final KafkaStreams streams;

  LocalStores(KafkaStreams streams) {
    this.streams = streams;
  }

  /**
   * The value of a key; null where there is none. Throws what {@link #ask} understands while the
   * partition cannot be read.
   */
  <K> byte @Nullable [] get(String store, int partition, K key, Freshness freshness) {
    StateQueryRequest<byte[]> request =
        StateQueryRequest.inStore(store)
            .withQuery(KeyQuery.<K, byte[]>withKey(key))
            .withPartitions(Set.of(partition));
    QueryResult<byte[]> result =
        streams
            .query(freshness == Freshness.CURRENT ? request.requireActive() : request)
            .getPartitionResults()
            .get(partition);
    if (result == null || result.isFailure()) {
      String why = result == null ? "is not here" : result.getFailureMessage();
      throw new InvalidStateStoreException("partition " + partition + " of " + store + ": " + why);
    }
    return result.getResult();
  }

  /**
   * One partition of a store, for ranges: the range queries of Kafka Streams' newer interface pass
   * over the record cache, and so over what was written since the last commit. Throws what {@link
   * #ask} understands while it cannot be read.
   */
  <K> ReadOnlyKeyValueStore<K, byte[]> store(String name, int partition, Freshness freshness) {
    StoreQueryParameters<ReadOnlyKeyValueStore<K, byte[]>> wanted =
        fromNameAndType(name, QueryableStoreTypes.<K, byte[]>keyValueStore())
            .withPartition(partition);
    return streams.store(freshness == Freshness.CURRENT ? wanted : wanted.enableStaleStores());
  }

  /** How many changes of a partition of a store are not in what this instance has of it. */
  long lag(String store, int partition) {
    LagInfo lag = streams.allLocalStorePartitionLags().getOrDefault(store, Map.of()).get(partition);
    if (lag == null) {
      throw new InvalidStateStoreException("partition " + partition + " of " + store + " has left");
    }
    return lag.offsetLag();
  }

  /**
   * The partitions this instance has to keep, readable or not: those of the topic its tasks read.
   */
  SortedSet<Integer> assigned(Predicate<String> topic) {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .filter(partition -> topic.test(partition.topic()))
        .map(TopicPartition::partition)
        .collect(Collectors.toCollection(TreeSet::new));
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
