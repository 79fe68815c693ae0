package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.topology.LedgerEvent.PolicyChanged;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Where the ledger of a scope lives: all scopes of an agent in one partition, by the agent's scope
 * key, other scopes by their own; what new scopes overflow to where they would live, which its name
 * says. A policy's change says itself for which partition it is.
 */
public final class LedgerPartitioner implements StreamPartitioner<String, LedgerEvent> {
  private static final String OVERFLOW = "/%28overflow-";

  /** A first dimension whose value is {@code (overflow-3)}, as it stands in a scope key. */
  private static final Pattern OVERFLOW_OF_PARTITION =
      Pattern.compile("[^/]*/%28overflow-(\\d{1,9})%29(?:/.*)?");

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
    if (ownerKey.contains(OVERFLOW)) {
      Matcher overflow = OVERFLOW_OF_PARTITION.matcher(ownerKey);
      if (overflow.matches()) {
        return Integer.parseInt(overflow.group(1)) % partitions;
      }
    }
    return Utils.toPositive(Utils.murmur2(ownerKey.getBytes(UTF_8))) % partitions;
  }
}
