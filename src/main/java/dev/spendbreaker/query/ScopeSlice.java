package dev.spendbreaker.query;

import java.util.List;

/**
 * What one instance contributes to a page of scopes.
 *
 * @param entries the first of its scopes, in order, at most as many as the page takes
 * @param more whether it has further ones
 * @param unread partitions it was asked for and could not read
 * @param stale partitions that were read from a copy
 */
record ScopeSlice(
    List<Entry> entries, boolean more, List<Integer> unread, List<StalePartition> stale)
    implements Slice {
  /** A scope, and where it stood in the order when it was found. */
  record Entry(Position position, ScopeStatus status) {}
}
