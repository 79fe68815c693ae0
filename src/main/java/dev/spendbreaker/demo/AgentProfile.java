package dev.spendbreaker.demo;

import java.time.Duration;

/**
 * How a simulated agent behaves.
 *
 * @param provider of its model, as OpenTelemetry names it
 * @param callsPerTurn model calls in each of its turns
 * @param inputTokens of its first call
 * @param inputGrowth tokens by which the input grows with each turn, as a loop's context does
 * @param outputTokens of each call
 * @param pause between turns
 */
record AgentProfile(
    String name,
    String provider,
    String model,
    int callsPerTurn,
    int inputTokens,
    int inputGrowth,
    int outputTokens,
    Duration pause) {

  /** The same agent with a cheaper model, and more patient. */
  AgentProfile frugal(String cheaperModel) {
    return new AgentProfile(
        name,
        provider,
        cheaperModel,
        callsPerTurn,
        inputTokens,
        0,
        outputTokens,
        pause.multipliedBy(3));
  }
}
