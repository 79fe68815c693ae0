package dev.spendbreaker.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some scopes.
 *
 * @param cursor asks for the page after this one; null where there is none
 * @param missingPartitions partitions of the ledger that this instance could not ask
 */
public record ScopePage(
    List<ScopeStatus> scopes, @Nullable String cursor, List<Integer> missingPartitions) {}
