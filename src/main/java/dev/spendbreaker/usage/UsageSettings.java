package dev.spendbreaker.usage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an operator may say about how spans are read.
 *
 * @param maxSpanCostNanos the largest cost believed of one span, nano-USD, above 0
 * @param agentAttributes further attributes that name the agent explicitly, in order of preference
 * @param taskAttributes further attributes that name the task explicitly, in order of preference
 * @param dimensions further dimensions of a charge (team, user, …), each with the attributes that
 *     hold its value, in order of preference
 */
public record UsageSettings(
    long maxSpanCostNanos,
    List<String> agentAttributes,
    List<String> taskAttributes,
    Map<String, List<String>> dimensions) {

  /** 10,000 USD a span, no further attributes. */
  public static final UsageSettings DEFAULTS =
      new UsageSettings(10_000_000_000_000L, List.of(), List.of(), Map.of());

  public UsageSettings {
    if (maxSpanCostNanos <= 0) {
      throw new IllegalArgumentException(
          "the largest cost of a span must be above 0 nano-USD, not " + maxSpanCostNanos);
    }
    agentAttributes = List.copyOf(agentAttributes);
    taskAttributes = List.copyOf(taskAttributes);
    Map<String, List<String>> copy = new LinkedHashMap<>();
    dimensions.forEach((dimension, attributes) -> copy.put(dimension, List.copyOf(attributes)));
    dimensions = Collections.unmodifiableMap(copy);
  }
}
