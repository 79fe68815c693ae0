package dev.spendbreaker.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far a consumer group has come, by what it has committed. */
final class Progress {
  /** A transaction ends with a marker, which is an offset that nobody consumes. */
  private static final long MARKER = 1;

  private final Admin admin;
  private final String group;
  private final String input;
  private final long records;

  /**
   * @param records that stand in the input topic
   */
  Progress(Admin admin, String group, String input, long records) {
    this.admin = admin;
    this.group = group;
    this.input = input;
    this.records = records;
  }

  /** The part of the input that is done with, 0 … 1. */
  double ofInput() throws ExecutionException, InterruptedException {
    long done = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each : committed().entrySet()) {
      if (each.getKey().topic().equals(input)) {
        done += each.getValue().offset();
      }
    }
    return done / (double) records;
  }

  /** Whether the input is done with, and every internal topic of the group. */
  boolean isComplete() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    committed.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(ends).all().get();
    return ofInput() >= 1
        && committed.entrySet().stream()
            .allMatch(each -> isAtEnd(each.getValue(), found.get(each.getKey())));
  }

  private static boolean isAtEnd(OffsetAndMetadata committed, @Nullable ListOffsetsResultInfo end) {
    return end != null && end.offset() - committed.offset() <= MARKER;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed()
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    committed.values().removeIf(offset -> offset == null);
    return committed;
  }
}
