package dev.spendbreaker.budget;

import org.jspecify.annotations.Nullable;

/**
 * The span whose charge led to a decision.
 *
 * @param traceId 32 hexadecimal characters
 * @param spanId 16 hexadecimal characters
 * @param model the model that was called, if known
 * @param costNanos what the span cost, nano-USD
 * @param endTimeMillis when it ended, milliseconds since the epoch
 */
public record Trigger(
    String traceId, String spanId, @Nullable String model, long costNanos, long endTimeMillis) {}
