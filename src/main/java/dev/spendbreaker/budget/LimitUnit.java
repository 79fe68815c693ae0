package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;

/** What a limit counts. */
public enum LimitUnit {
  /** US dollars, held in nano-USD. */
  USD("usd"),
  /** Input plus output tokens. */
  TOKENS("tokens"),
  INPUT_TOKENS("inputTokens"),
  OUTPUT_TOKENS("outputTokens"),
  CALLS("calls"),
  TOOL_CALLS("toolCalls");

  private final String field;

  LimitUnit(String field) {
    this.field = field;
  }

  /** The name of the field in a policy's {@code limit}. */
  public String field() {
    return field;
  }

  /** How much of this unit {@code usage} holds: nano-USD for USD, a count for the others. */
  public long of(Usage usage) {
    return switch (this) {
      case USD -> usage.costNanos();
      case TOKENS -> Amounts.plus(usage.inputTokens(), usage.outputTokens());
      case INPUT_TOKENS -> usage.inputTokens();
      case OUTPUT_TOKENS -> usage.outputTokens();
      case CALLS -> usage.calls();
      case TOOL_CALLS -> usage.toolCalls();
    };
  }
}
