package dev.spendbreaker.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a capture shows of a span beside the facts it is settled by.
 *
 * @param name as it was sent
 * @param startTimeUnixNano nanoseconds since the epoch, unsigned; 0 where the sender gave none
 * @param endTimeUnixNano nanoseconds since the epoch, unsigned; 0 where the sender gave none
 * @param costAttribute the attribute that reports its cost; null where none does
 * @param complaints what of it cannot be used, and why; safe to show
 */
record SeenSpan(
    String name,
    long startTimeUnixNano,
    long endTimeUnixNano,
    @Nullable String costAttribute,
    List<String> complaints) {}
