package dev.spendbreaker.runtime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the policies that stood in their topic when the application started have been read. */
final class PolicyCatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyCatchUp.class);
  private static final long TIMEOUT_SECONDS = 5;

  private final Admin admin;
  private final String groupId;
  private final Map<TopicPartition, Long> ends;
  private volatile boolean done;

  private PolicyCatchUp(Admin admin, String groupId, Map<TopicPartition, Long> ends) {
    this.admin = admin;
    this.groupId = groupId;
    this.ends = ends;
  }

  /** Notes where the topic ends now. */
  static PolicyCatchUp from(Admin admin, String groupId, String policiesTopic)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, TopicDescription> topics =
        admin
            .describeTopics(List.of(policiesTopic))
            .allTopicNames()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetSpec> wanted =
        topics.values().stream()
            .flatMap(topic -> topic.partitions().stream())
            .collect(
                Collectors.toMap(
                    info -> new TopicPartition(policiesTopic, info.partition()),
                    info -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends =
        admin.listOffsets(wanted).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    return new PolicyCatchUp(admin, groupId, ends);
  }

  /** Whether the group has committed past those ends; asks Kafka until that is so once. */
  boolean isDone() {
    if (!done) {
      done = hasCommitted();
    }
    return done;
  }

  private boolean hasCommitted() {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(groupId)
              .partitionsToOffsetAndMetadata()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return ends.entrySet().stream()
          .allMatch(
              end -> end.getValue() == 0 || offset(committed, end.getKey()) >= end.getValue());
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the group's offsets are not known yet", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long offset(
      Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
    OffsetAndMetadata offset = committed.get(partition);
    return offset == null ? -1 : offset.offset();
  }
}
