package dev.spendbreaker.runtime;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
 * application started, and then on which internal topics they are still on their way to the
 * ledgers. What comes after that is settled and decided by what stood in them.
 */
final class DocumentCatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentCatchUp.class);
  private static final long TIMEOUT_SECONDS = 5;

  private final Admin admin;
  private final String groupId;
  private final Queue<String> onTheWay;
  private Map<TopicPartition, Long> ends;
  private Set<String> pending;

  private DocumentCatchUp(
      Admin admin, String groupId, Map<TopicPartition, Long> ends, List<String> onTheWay) {
    this.admin = admin;
    this.groupId = groupId;
    this.ends = ends;
    this.onTheWay = new ArrayDeque<>(onTheWay);
    pending = topics(ends.keySet());
  }

  /**
   * Notes where the topics end now.
   *
   * @param names of topics that have documents
   * @param onTheWay the internal topics that documents pass, in their order; nobody waits for these
   *     where the group has read all documents before
   */
  static DocumentCatchUp from(
      Admin admin, String groupId, List<String> names, List<String> onTheWay)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> ends = ends(admin, names);
    boolean isRead = unread(ends, committed(admin, groupId)).isEmpty();
    return new DocumentCatchUp(admin, groupId, ends, isRead ? List.of() : onTheWay);
  }

  private static Map<TopicPartition, Long> ends(Admin admin, List<String> names)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, TopicDescription> topics =
        admin.describeTopics(names).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetSpec> wanted =
        topics.values().stream()
            .flatMap(DocumentCatchUp::partitions)
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    return admin
        .listOffsets(wanted)
        .all()
        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static Stream<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(info -> new TopicPartition(topic.name(), info.partition()));
  }

  /** The topics up to whose end the group has not committed; asks Kafka until there are none. */
  synchronized Set<String> pending() {
    try {
      while (!pending.isEmpty() && isPassed()) {
        next();
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the group's offsets are not known yet", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return pending;
  }

  private boolean isPassed() throws ExecutionException, InterruptedException, TimeoutException {
    pending = topics(unread(ends, committed(admin, groupId)));
    return pending.isEmpty();
  }

  /** What the group has read it has passed on: that ends where the next topic ends now. */
  private void next() throws ExecutionException, InterruptedException, TimeoutException {
    String topic = onTheWay.peek();
    if (topic != null) {
      pending = Set.of(topic);
      ends = ends(admin, List.of(topic));
      onTheWay.remove();
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String groupId)
      throws ExecutionException, InterruptedException, TimeoutException {
    return admin
        .listConsumerGroupOffsets(groupId)
        .partitionsToOffsetAndMetadata()
        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static Set<TopicPartition> unread(
      Map<TopicPartition, Long> ends, Map<TopicPartition, OffsetAndMetadata> committed) {
    return ends.entrySet().stream()
        .filter(end -> offset(committed, end.getKey()) < end.getValue())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
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
