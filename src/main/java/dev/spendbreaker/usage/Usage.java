package dev.spendbreaker.usage;

/**
 * An amount of use: money, tokens and counts. Immutable; negative in adjustments. Sums saturate at
 * the ends of {@code long} instead of wrapping, so that no overflow ever looks like a free budget.
 *
 * @param costNanos nano-USD
 * @param inputTokens input tokens, cached ones included
 * @param outputTokens output tokens, reasoning included
 * @param cacheReadTokens the part of input read from a cache
 * @param cacheWriteTokens the part of input written to a cache
 * @param reasoningTokens the part of output that was reasoning
 * @param calls model calls that are charged
 * @param toolCalls tool calls
 * @param unpricedCalls the part of calls whose price is unknown
 * @param unmeteredCalls model calls that reported no usage; not part of calls
 */
public record Usage(
    long costNanos,
    long inputTokens,
    long outputTokens,
    long cacheReadTokens,
    long cacheWriteTokens,
    long reasoningTokens,
    long calls,
    long toolCalls,
    long unpricedCalls,
    long unmeteredCalls) {

  public static final Usage ZERO = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  public static final Usage TOOL_CALL = new Usage(0, 0, 0, 0, 0, 0, 0, 1, 0, 0);
  public static final Usage UNMETERED_CALL = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

  /** One model call whose cost is known, in nano-USD. */
  public static Usage priced(Tokens tokens, long costNanos) {
    return ofCall(tokens, costNanos, 0);
  }

  /** One model call whose cost is not known: its tokens count, its cost is zero. */
  public static Usage unpriced(Tokens tokens) {
    return ofCall(tokens, 0, 1);
  }

  private static Usage ofCall(Tokens tokens, long costNanos, long unpricedCalls) {
    return new Usage(
        costNanos,
        tokens.input(),
        tokens.output(),
        tokens.cacheRead(),
        tokens.cacheWrite(),
        tokens.reasoning(),
        1,
        0,
        unpricedCalls,
        0);
  }

  public Usage plus(Usage other) {
    return new Usage(
        add(costNanos, other.costNanos),
        add(inputTokens, other.inputTokens),
        add(outputTokens, other.outputTokens),
        add(cacheReadTokens, other.cacheReadTokens),
        add(cacheWriteTokens, other.cacheWriteTokens),
        add(reasoningTokens, other.reasoningTokens),
        add(calls, other.calls),
        add(toolCalls, other.toolCalls),
        add(unpricedCalls, other.unpricedCalls),
        add(unmeteredCalls, other.unmeteredCalls));
  }

  public Usage minus(Usage other) {
    return plus(other.negate());
  }

  public Usage negate() {
    return new Usage(
        -costNanos,
        -inputTokens,
        -outputTokens,
        -cacheReadTokens,
        -cacheWriteTokens,
        -reasoningTokens,
        -calls,
        -toolCalls,
        -unpricedCalls,
        -unmeteredCalls);
  }

  public boolean isZero() {
    return (costNanos
            | inputTokens
            | outputTokens
            | cacheReadTokens
            | cacheWriteTokens
            | reasoningTokens
            | calls
            | toolCalls
            | unpricedCalls
            | unmeteredCalls)
        == 0;
  }

  private static long add(long a, long b) {
    long sum = a + b;
    boolean overflowed = ((a ^ sum) & (b ^ sum)) < 0;
    return overflowed ? (a < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE) : sum;
  }
}
