package dev.spendbreaker.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;

/** Which instance keeps which partitions, as the group last agreed. */
final class Instances {
  private final KafkaStreams streams;
  private final HostInfo here;

  /**
   * @param here the address of this instance, as it was told to Kafka Streams
   */
  Instances(KafkaStreams streams, HostInfo here) {
    this.streams = streams;
    this.here = here;
  }

  boolean isHere(HostInfo instance) {
    return instance.equals(here);
  }

  /** Who keeps each partition of a topic; a partition that nobody keeps now is not there. */
  Map<Integer, HostInfo> keepers(Predicate<String> topic) {
    Map<Integer, HostInfo> keepers = new TreeMap<>();
    all(topic, StreamsMetadata::topicPartitions)
        .forEach((partition, instances) -> keepers.put(partition, instances.get(0)));
    return keepers;
  }

  /** Who has copies of each partition of a topic. */
  Map<Integer, List<HostInfo>> standbys(Predicate<String> topic) {
    return all(topic, StreamsMetadata::standbyTopicPartitions);
  }

  private Map<Integer, List<HostInfo>> all(
      Predicate<String> topic, Function<StreamsMetadata, Set<TopicPartition>> partitions) {
    Map<Integer, List<HostInfo>> found = new HashMap<>();
    for (StreamsMetadata instance : metadata()) {
      for (TopicPartition partition : partitions.apply(instance)) {
        if (topic.test(partition.topic())) {
          found
              .computeIfAbsent(partition.partition(), none -> new ArrayList<>())
              .add(instance.hostInfo());
        }
      }
    }
    return found;
  }

  /** As it is known here; members that have never been told their work are not in it. */
  private Collection<StreamsMetadata> metadata() {
    return LocalStores.ask(streams::metadataForAllStreamsClients);
  }
}
