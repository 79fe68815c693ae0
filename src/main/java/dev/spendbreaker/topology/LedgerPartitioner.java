package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.topology.LedgerEvent.PolicyChanged;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Where the ledger of a scope lives: all scopes of an agent in one partition, by the agent's scope
 * key, other scopes by their own. A policy's change says itself for which partition it is.
 */
public final class LedgerPartitioner implements StreamPartitioner<String, LedgerEvent> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String ownerKey, LedgerEvent event, int partitions) {
    int partition =
        event instanceof PolicyChanged changed
            ? changed.partition()
            : partitionOf(ownerKey, partitions);
    return Optional.of(Set.of(partition));
  }

  /** The partition that holds a scope. */
  public static int partitionOf(Scope scope, int partitions) {
    return partitionOf(scope.ownerKey(), partitions);
  }

  private static int partitionOf(String ownerKey, int partitions) {
    return Utils.toPositive(Utils.murmur2(ownerKey.getBytes(UTF_8))) % partitions;
  }
}
