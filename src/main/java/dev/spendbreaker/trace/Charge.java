package dev.spendbreaker.trace;

import dev.spendbreaker.usage.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An amount put on the account of an agent and a task; negative where an earlier charge is taken
 * back.
 *
 * @param agent the agent that pays
 * @param task the task it was for
 * @param usage how much; negative in an adjustment
 * @param eventTimeMillis when it was spent: the end of the span, milliseconds since the epoch
 * @param spanId the span it comes from
 * @param model the model that was called, if known
 * @param dimensions values of configured dimensions (team, user, …) by dimension; usually empty
 */
public record Charge(
    String agent,
    String task,
    Usage usage,
    long eventTimeMillis,
    long spanId,
    @Nullable String model,
    Map<String, String> dimensions) {}
