package dev.spendbreaker.query;

import org.jspecify.annotations.Nullable;

/**
 * Where a scope stands, and how recent that is.
 *
 * @param stale the copy that it was read from; null where it is current
 */
public record ScopeReading(ScopeStatus status, @Nullable StalePartition stale) {}
