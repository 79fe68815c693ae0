package dev.spendbreaker.trace;

import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;

/** What becomes of the usage of a span, and why (DESIGN §3, "Which spans"). */
public enum Verdict implements Rule {
  CHARGED("charged", "a model call that reports usage, and none that it repeats lies below it"),
  CHARGED_ROLLUP(
      "charged_rollup", "not a model call, but reports usage, and nothing below it is charged"),
  REPEATS_CALL(
      "repeats_call",
      "one call, instrumented twice: the same model call lies below, no tool or agent between"),
  REPEATS_USAGE("repeats_usage", "not a model call, and what it reports is charged below it"),
  UNMETERED(
      "unmetered", "a model call without usage, or none that can be used: counted, at no cost"),
  TOOL_CALL("tool_call", "a tool call that reports no usage: counted, at no cost"),
  NO_USAGE("no_usage", "neither a model call nor a tool call, and reports no usage");

  private final String code;
  private final String sentence;

  Verdict(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /**
   * The verdict on a span.
   *
   * @param repeated whether the usage it reports, if any, repeats what lies below it
   */
  static Verdict of(SpanFacts span, boolean repeated) {
    if (span.hasUsage()) {
      return span.kind() == SpanKind.MODEL_CALL
          ? repeated ? REPEATS_CALL : CHARGED
          : repeated ? REPEATS_USAGE : CHARGED_ROLLUP;
    }
    return switch (span.kind()) {
      case MODEL_CALL -> UNMETERED;
      case TOOL -> TOOL_CALL;
      case AGENT, OTHER -> NO_USAGE;
    };
  }

  /** Whether the usage that the span reports is charged. */
  public boolean chargesUsage() {
    return this == CHARGED || this == CHARGED_ROLLUP;
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
