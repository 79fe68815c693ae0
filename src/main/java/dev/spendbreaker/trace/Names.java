package dev.spendbreaker.trace;

import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * What a span and its ancestors say, the nearest first.
 *
 * @param agent the name of the nearest AGENT span that has one
 */
record Names(@Nullable String agent, @Nullable String task, @Nullable String session) {
  static Names of(SpanFacts facts, @Nullable Names parent) {
    String agent = facts.kind() == SpanKind.AGENT ? nameOf(facts) : null;
    if (parent == null) {
      return new Names(agent, facts.explicitTask(), facts.session());
    }
    return new Names(
        nearest(agent, parent.agent),
        nearest(facts.explicitTask(), parent.task),
        nearest(facts.session(), parent.session));
  }

  private static @Nullable String nameOf(SpanFacts agentSpan) {
    return nearest(agentSpan.explicitAgent(), agentSpan.agentName());
  }

  private static @Nullable String nearest(@Nullable String own, @Nullable String inherited) {
    return own != null ? own : inherited;
  }
}
