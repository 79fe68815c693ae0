package dev.spendbreaker.trace;

import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a span and its ancestors say, the nearest first.
 *
 * @param agent the name of the nearest AGENT span that has one
 * @param dimensions of each configured dimension the value on the nearest span that has one
 */
record Names(
    @Nullable String agent,
    @Nullable String task,
    @Nullable String session,
    Map<String, String> dimensions) {
  static Names of(SpanFacts facts, @Nullable Names parent) {
    String agent = facts.kind() == SpanKind.AGENT ? nameOf(facts) : null;
    if (parent == null) {
      return new Names(agent, facts.explicitTask(), facts.session(), facts.dimensions());
    }
    return new Names(
        nearest(agent, parent.agent),
        nearest(facts.explicitTask(), parent.task),
        nearest(facts.session(), parent.session),
        nearest(facts.dimensions(), parent.dimensions));
  }

  private static @Nullable String nameOf(SpanFacts agentSpan) {
    return nearest(agentSpan.explicitAgent(), agentSpan.agentName());
  }

  /** One of the two where that says it all: mostly only the root or nothing has dimensions. */
  static Map<String, String> nearest(Map<String, String> own, Map<String, String> inherited) {
    if (own.keySet().containsAll(inherited.keySet())) {
      return own;
    }
    if (own.isEmpty()) {
      return inherited;
    }
    Map<String, String> both = new HashMap<>(inherited);
    both.putAll(own);
    return Map.copyOf(both);
  }

  private static @Nullable String nearest(@Nullable String own, @Nullable String inherited) {
    return own != null ? own : inherited;
  }
}
