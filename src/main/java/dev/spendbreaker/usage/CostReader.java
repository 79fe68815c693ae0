package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.AttributeValues.decimal;
import static dev.spendbreaker.usage.AttributeValues.number;
import static dev.spendbreaker.usage.AttributeValues.unusable;

import dev.spendbreaker.otlp.AttributeView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cost a span reports (DESIGN §3, "How much"). */
final class CostReader {
  /** USD to nano-USD: nine decimal places. */
  private static final int NANO_SCALE = 9;

  private static final BigDecimal HALF_NANO = new BigDecimal("0.0000000005");

  /** One member of a flat JSON object of numbers, and what follows it. */
  private static final Pattern JSON_MEMBER =
      Pattern.compile(
          "\\s*\"([^\"\\\\]*+)\"\\s*:"
              + "\\s*(null|-?(?:0|[1-9]\\d*+)(?:\\.\\d++)?+(?:[eE][+-]?\\d++)?+)\\s*([,}])");

  /** How an attribute holds a cost. */
  private enum Form {
    NUMBER,
    /** A number of the currency that another attribute names; USD where it names none. */
    NUMBER_WITH_CURRENCY,
    /** The member {@code total} of a JSON object of numbers. */
    JSON_TOTAL
  }

  private record CostKey(AttributeKey key, Form form) {}

  /**
   * A cost and the attribute that reports it.
   *
   * @param nanos nano-USD; 0 where none is reported
   */
  record ReportedCost(long nanos, String attribute) {
    static final ReportedCost NONE = new ReportedCost(0, "");
  }

  private final List<CostKey> costs;
  private final AttributeKey currency;
  private final BigDecimal max;

  /** With the largest cost believed, in nano-USD. */
  CostReader(KeyNumbers keys, long maxNanos) {
    costs =
        List.of(
            new CostKey(keys.key("agentcore.cost.usd"), Form.NUMBER),
            new CostKey(keys.key("gen_ai.usage.cost"), Form.NUMBER),
            new CostKey(keys.key("gen_ai.usage.cost.amount"), Form.NUMBER_WITH_CURRENCY),
            new CostKey(keys.key("operation.cost"), Form.NUMBER),
            new CostKey(keys.key("llm.cost.total"), Form.NUMBER),
            new CostKey(keys.key("gen_ai.cost.total_cost"), Form.NUMBER),
            new CostKey(keys.key("litellm.cost.total"), Form.NUMBER),
            new CostKey(keys.key("gen_ai.usage.total_cost"), Form.NUMBER),
            new CostKey(keys.key("langfuse.observation.cost_details"), Form.JSON_TOTAL));
    currency = keys.key("gen_ai.usage.cost.currency");
    max = BigDecimal.valueOf(maxNanos, NANO_SCALE);
  }

  /** The first cost that is not zero; {@link ReportedCost#NONE} where none is reported. */
  ReportedCost read(AttributeView view) throws UnusableUsageException {
    for (CostKey cost : costs) {
      long nanos = nanos(cost.key(), usd(view, cost));
      if (nanos != 0) {
        return new ReportedCost(nanos, cost.key().name());
      }
    }
    return ReportedCost.NONE;
  }

  private BigDecimal usd(AttributeView view, CostKey cost) throws UnusableUsageException {
    return switch (cost.form()) {
      case NUMBER -> number(view, cost.key());
      case NUMBER_WITH_CURRENCY -> isUsd(view) ? number(view, cost.key()) : BigDecimal.ZERO;
      case JSON_TOTAL -> jsonTotal(view, cost.key());
    };
  }

  private boolean isUsd(AttributeView view) {
    String code = view.text(currency.number());
    return code == null || code.isBlank() || code.equalsIgnoreCase("USD");
  }

  private long nanos(AttributeKey key, BigDecimal usd) throws UnusableUsageException {
    if (usd.signum() < 0) {
      throw unusable(key, usd.toString(), "negative");
    }
    if (usd.compareTo(max) > 0) {
      throw unusable(
          key,
          usd.toString(),
          "above max-span-cost, " + max.stripTrailingZeros().toPlainString() + " USD");
    }
    // Also keeps setScale from writing out the zeros of a number such as 1e-999999999.
    return usd.compareTo(HALF_NANO) < 0
        ? 0
        : usd.setScale(NANO_SCALE, RoundingMode.HALF_UP).unscaledValue().longValueExact();
  }

  private static BigDecimal jsonTotal(AttributeView view, AttributeKey key)
      throws UnusableUsageException {
    return switch (view.type(key.number())) {
      case NONE -> BigDecimal.ZERO;
      case STRING -> jsonTotal(key, view.text(key.number()));
      default -> throw new UnusableUsageException(key.name() + " is not a string of JSON");
    };
  }

  /** 0 where the object has no total. */
  private static BigDecimal jsonTotal(AttributeKey key, @Nullable String json)
      throws UnusableUsageException {
    if (json == null || json.isBlank()) {
      return BigDecimal.ZERO;
    }
    String text = json.strip();
    if (!text.startsWith("{")) {
      throw unusable(key, text, "not a JSON object of numbers");
    }
    return text.substring(1).strip().equals("}") ? BigDecimal.ZERO : memberTotal(key, text);
  }

  private static BigDecimal memberTotal(AttributeKey key, String text)
      throws UnusableUsageException {
    BigDecimal total = BigDecimal.ZERO;
    Matcher member = JSON_MEMBER.matcher(text);
    int position = 1;
    boolean more = true;
    while (more) {
      if (!member.region(position, text.length()).lookingAt()) {
        throw unusable(key, text, "not a JSON object of numbers");
      }
      if (member.group(1).equals("total") && !member.group(2).equals("null")) {
        total = decimal(key, member.group(2));
      }
      position = member.end();
      more = member.group(3).equals(",");
    }
    if (position != text.length()) {
      throw unusable(key, text, "not a JSON object of numbers");
    }
    return total;
  }
}
