package dev.spendbreaker.usage;

/** What kind of step of an agent a span is (DESIGN §3, "Kinds"). */
public enum SpanKind {
  MODEL_CALL,
  AGENT,
  TOOL,
  OTHER
}
