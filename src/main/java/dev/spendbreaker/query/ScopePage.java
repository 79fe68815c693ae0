package dev.spendbreaker.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some scopes, in order.
 *
 * @param cursor asks for the page after this one; null where there is none. It names a place in the
 *     order, so that it holds whichever instance is asked
 * @param missing the instances that did not answer; what they keep is not on the page
 * @param stale the partitions that copies answered for
 */
public record ScopePage(
    List<ScopeStatus> scopes,
    @Nullable String cursor,
    List<MissingInstance> missing,
    List<StalePartition> stale) {

  /** The partitions of the ledger that are missing, ascending. */
  public List<Integer> missingPartitions() {
    return missing.stream().flatMap(one -> one.partitions().stream()).sorted().toList();
  }
}
