package dev.spendbreaker.http;

/**
 * How checks are read and answered.
 *
 * @param refusalStatus of a call that is refused: 403 or 429
 * @param agentHeader the header that names the agent
 * @param taskHeader the header that names the task
 * @param headerPrefix with a dimension's name after it, the header of any other dimension
 */
public record CheckOptions(
    int refusalStatus, String agentHeader, String taskHeader, String headerPrefix) {}
