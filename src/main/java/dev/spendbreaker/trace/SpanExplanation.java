package dev.spendbreaker.trace;

import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.Usage;
import java.util.Map;

/**
 * How a span is settled, and why.
 *
 * @param facts what it says; the end time is the one it was settled by
 * @param parentSpanId its parent among the known spans; 0 where that is none: a root, a parent that
 *     is not known, a cycle of parents
 * @param agent who pays what it adds, or would pay
 * @param task the task it was for
 * @param dimensions the values of configured dimensions it counts for, by dimension
 * @param charged what it adds to the account of agent and task; zero where it adds nothing
 * @param costNanos nano-USD that what it reports costs, be it charged or not; 0 where that is not
 *     known
 */
public record SpanExplanation(
    SpanFacts facts,
    long parentSpanId,
    Verdict verdict,
    String agent,
    AgentRule agentRule,
    String task,
    TaskRule taskRule,
    Map<String, String> dimensions,
    Usage charged,
    CostSource costSource,
    long costNanos) {}
