package dev.spendbreaker.explain;

import dev.spendbreaker.usage.SpanFacts;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of a span beside the facts it is settled by.
 *
 * @param name as it was sent; empty where it has none, or it was not kept
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
    List<String> complaints) {
  /** A span of which the facts are all that is known. */
  static SeenSpan of(SpanFacts facts) {
    long endTimeUnixNano = TimeUnit.MILLISECONDS.toNanos(facts.endTimeMillis());
    return new SeenSpan("", 0, endTimeUnixNano, null, List.of());
  }
}
