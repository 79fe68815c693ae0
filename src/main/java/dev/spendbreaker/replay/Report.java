package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a replay has to tell.
 *
 * @param source where the messages came from, for people
 * @param policies that were in force
 * @param priceBook the bundled one, with version and date
 * @param pricesSet how many models had prices of their own
 * @param missingBeforeMillis messages of before this instant that matter were no longer to be had;
 *     null where none was missing
 * @param complete whether all that there was in the period is in it; otherwise it ends early
 * @param comparison null where there is nothing to compare with
 * @param notes what a reader must know to judge it, a sentence each
 */
public record Report(
    String source,
    List<Policy> policies,
    String priceBook,
    int pricesSet,
    @Nullable Long missingBeforeMillis,
    boolean complete,
    Outcome outcome,
    @Nullable Comparison comparison,
    List<String> notes) {}
