package dev.spendbreaker.trace;

import dev.spendbreaker.usage.SpanFacts;
import org.jspecify.annotations.Nullable;

/** What names the agent of a span, the first that does (DESIGN §3, "To whom"). */
public enum AgentRule implements Rule {
  EXPLICIT_ATTRIBUTE(
      "explicit_attribute", "the span names it in agentcore.agent.id or a configured attribute"),
  ENCLOSING_AGENT(
      "enclosing_agent", "the nearest agent span around the span that has a name, itself included"),
  OWN_NAME("own_name", "the agent name on the span itself, as no agent span around it has one"),
  RESOURCE_AGENT("resource_agent", "the agent that the span's resource names"),
  SERVICE_NAME("service_name", "the service.name of the resource, as nothing names an agent"),
  UNKNOWN("unknown", "neither span nor resource names an agent or a service");

  private static final AgentRule[] IN_ORDER = values();

  private final String code;
  private final String sentence;

  AgentRule(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  static AgentRule of(SpanFacts span, Names inherited) {
    for (AgentRule rule : IN_ORDER) {
      if (rule.name(span, inherited) != null) {
        return rule;
      }
    }
    return UNKNOWN;
  }

  /** The name this rule gives; null where it gives none. */
  @Nullable String name(SpanFacts span, Names inherited) {
    return switch (this) {
      case EXPLICIT_ATTRIBUTE -> span.explicitAgent();
      case ENCLOSING_AGENT -> inherited.agent();
      case OWN_NAME -> span.agentName();
      case RESOURCE_AGENT -> span.resource().agent();
      case SERVICE_NAME -> span.resource().serviceName();
      case UNKNOWN -> "unknown";
    };
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
