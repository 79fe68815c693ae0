package dev.spendbreaker.bench;

/**
 * A model call as an instrumentation sees it.
 *
 * @param prompt the text sent and received; empty where content is not captured
 */
record ModelCall(
    String agent,
    String task,
    String provider,
    String model,
    long inputTokens,
    long cachedTokens,
    long outputTokens,
    String prompt) {}
