package dev.spendbreaker.runtime;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topics of policies and prices have not been read up to where they ended when the
 * application started. What comes after they have been is settled by what stood in them.
 */
final class DocumentCatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentCatchUp.class);
  private static final long TIMEOUT_SECONDS = 5;

  private final Admin admin;
  private final String groupId;
  private final Map<TopicPartition, Long> ends;
  private volatile Set<String> pending;

  private DocumentCatchUp(Admin admin, String groupId, Map<TopicPartition, Long> ends) {
    this.admin = admin;
    this.groupId = groupId;
    this.ends = ends;
    pending = topics(ends.keySet());
  }

  /** Notes where the topics end now. */
  static DocumentCatchUp from(Admin admin, String groupId, List<String> names)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, TopicDescription> topics =
        admin.describeTopics(names).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetSpec> wanted =
        topics.values().stream()
            .flatMap(DocumentCatchUp::partitions)
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends =
        admin.listOffsets(wanted).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    return new DocumentCatchUp(admin, groupId, ends);
  }

  private static Stream<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(info -> new TopicPartition(topic.name(), info.partition()));
  }

  /** The topics up to whose end the group has not committed; asks Kafka until there are none. */
  Set<String> pending() {
    if (!pending.isEmpty()) {
      pending = askForPending();
    }
    return pending;
  }

  private Set<String> askForPending() {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(groupId)
              .partitionsToOffsetAndMetadata()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return topics(
          ends.keySet().stream()
              .filter(partition -> offset(committed, partition) < end(partition))
              .toList());
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the group's offsets are not known yet", e);
      return pending;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return pending;
    }
  }

  private long end(TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  private static Set<String> topics(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::topic)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long offset(
      Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
    OffsetAndMetadata offset = committed.get(partition);
    return offset == null ? 0 : offset.offset();
  }
}
