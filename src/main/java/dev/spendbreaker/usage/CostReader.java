package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.AttributeValues.number;
import static dev.spendbreaker.usage.AttributeValues.unusable;

import dev.spendbreaker.otlp.AttributeView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** The cost a span reports (DESIGN §3, "How much"). */
final class CostReader {
  /** USD to nano-USD: nine decimal places. */
  private static final int NANO_SCALE = 9;

  private static final BigDecimal HALF_NANO = new BigDecimal("0.0000000005");

  /** How an attribute holds a cost. */
  private enum Form {
    NUMBER,
    /** A number of the currency that another attribute names; USD where it names none. */
    NUMBER_WITH_CURRENCY
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
            new CostKey(
                keys.members("langfuse.observation.cost_details", "total").get(0), Form.NUMBER));
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
}
