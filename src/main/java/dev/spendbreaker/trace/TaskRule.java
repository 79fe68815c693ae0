package dev.spendbreaker.trace;

import dev.spendbreaker.usage.SpanFacts;
import org.jspecify.annotations.Nullable;

/** What names the task of a span, the first that does (DESIGN §3, "To whom"). */
public enum TaskRule implements Rule {
  OWN_TASK("own_task", "the task id on the span itself"),
  ENCLOSING_TASK("enclosing_task", "the task id on the nearest span around it that has one"),
  RESOURCE_TASK("resource_task", "the task id of the span's resource"),
  OWN_SESSION("own_session", "the conversation or session id on the span itself"),
  ENCLOSING_SESSION(
      "enclosing_session",
      "the conversation or session id on the nearest span around that has one"),
  RESOURCE_SESSION("resource_session", "the conversation or session id of the span's resource"),
  TRACE_ID("trace_id", "the trace id, as nothing names a task, a conversation or a session");

  private static final TaskRule[] IN_ORDER = values();

  private final String code;
  private final String sentence;

  TaskRule(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  static TaskRule of(SpanFacts span, Names inherited) {
    for (TaskRule rule : IN_ORDER) {
      if (rule.name(span, inherited) != null) {
        return rule;
      }
    }
    return TRACE_ID;
  }

  /** The name this rule gives; null where it gives none, or where that is the trace id. */
  @Nullable String name(SpanFacts span, Names inherited) {
    return switch (this) {
      case OWN_TASK -> span.explicitTask();
      case ENCLOSING_TASK -> inherited.task();
      case RESOURCE_TASK -> span.resource().task();
      case OWN_SESSION -> span.session();
      case ENCLOSING_SESSION -> inherited.session();
      case RESOURCE_SESSION -> span.resource().session();
      case TRACE_ID -> null;
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
