package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.Attributes.attributes;
import static dev.spendbreaker.usage.Attributes.read;
import static dev.spendbreaker.usage.Attributes.unusableUsage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedCostsTest {
  private static final List<String> IN_ORDER =
      List.of(
          "agentcore.cost.usd",
          "gen_ai.usage.cost",
          "gen_ai.usage.cost.amount",
          "operation.cost",
          "llm.cost.total",
          "gen_ai.cost.total_cost",
          "litellm.cost.total",
          "gen_ai.usage.total_cost");
  private static final String LANGFUSE = "langfuse.observation.cost_details";

  @Test
  void shouldTakeTheFirstCostThatIsNotZero() throws Exception {
    for (int first = 0; first < IN_ORDER.size(); first++) {
      Map<String, Object> attributes = attributes(LANGFUSE, "{\"total\": 9}");
      for (int i = 0; i < IN_ORDER.size(); i++) {
        attributes.put(IN_ORDER.get(i), i < first ? 0.0 : i + 1);
      }

      SpanFacts facts = Attributes.read(UsageSettings.DEFAULTS, "s", attributes, Map.of());

      assertThat(facts.reportedCostNanos()).isEqualTo((first + 1) * 1_000_000_000L);
    }
  }

  @Test
  void shouldReadLangfuseLast() throws Exception {
    assertThat(read("gen_ai.usage.total_cost", 0, LANGFUSE, "{\"total\":0.25}").reportedCostNanos())
        .isEqualTo(250_000_000);
  }

  @Test
  void shouldReadCostsOfAnyNumericTypeExactly() throws Exception {
    assertThat(cost(0.0712653)).isEqualTo(71_265_300);
    assertThat(cost("0.0712653")).isEqualTo(71_265_300);
    assertThat(cost(0.1 + 0.2)).isEqualTo(300_000_000);
    assertThat(cost(3)).isEqualTo(3_000_000_000L);
    assertThat(cost("1.5e-3")).isEqualTo(1_500_000);
    assertThat(cost(1.0E-5)).isEqualTo(10_000);
    assertThat(cost(10_000)).isEqualTo(10_000_000_000_000L);
    assertThat(cost("9999.999999999")).isEqualTo(9_999_999_999_999L);
  }

  @Test
  void shouldRoundHalfUpToNanoUsd() throws Exception {
    assertThat(cost("0.0000000014")).isEqualTo(1);
    assertThat(cost("0.0000000015")).isEqualTo(2);
    assertThat(cost("0.0000000005")).isEqualTo(1);
    assertThat(cost("0.00000000049")).isZero();
    assertThat(cost("1e-999999999")).isZero();
  }

  @Test
  void shouldReportNoUsageWhenAllCostsAreZero() throws Exception {
    assertThat(read("operation.cost", 0, "llm.cost.total", "0.00", LANGFUSE, "{}").hasUsage())
        .isFalse();
    assertThat(read("operation.cost", "").hasUsage()).isFalse();
  }

  @Test
  void shouldTakeACostWithoutTokensAsUsage() throws Exception {
    assertThat(read("operation.cost", 0.5).tokens()).isEqualTo(Tokens.ZERO);
  }

  @Test
  void shouldRefuseCostsThatCannotBe() {
    for (Object cost :
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            -0.01,
            "-1",
            -1,
            10_000.01,
            "10000.000000001",
            "1e999999999",
            "NaN",
            "$1",
            "1,5",
            false,
            List.of(1),
            "0".repeat(2_000))) {
      assertThat(unusableUsage("operation.cost", cost))
          .as("cost %s", cost)
          .startsWith("operation.cost is ")
          .hasSizeBetween(10, 200);
    }
  }

  @Test
  void shouldHoldCostsToTheConfiguredBound() throws Exception {
    UsageSettings settings = new UsageSettings(500_000_000L, List.of(), List.of(), Map.of());

    assertThat(
            Attributes.read(settings, "s", attributes("operation.cost", 0.5), Map.of()).hasUsage())
        .isTrue();
    assertThat(unusableUsage(settings, "operation.cost", 0.51))
        .isEqualTo("operation.cost is '0.51': above max-span-cost, 0.5 USD");
  }

  @Test
  void shouldIgnoreAnAmountInAnotherCurrency() throws Exception {
    String amount = "gen_ai.usage.cost.amount";
    String currency = "gen_ai.usage.cost.currency";

    assertThat(read(amount, 2, currency, "EUR").hasUsage()).isFalse();
    assertThat(read(amount, 2, currency, "EUR", "operation.cost", 3).reportedCostNanos())
        .isEqualTo(3_000_000_000L);
    assertThat(read(amount, 2, currency, "usd").reportedCostNanos()).isEqualTo(2_000_000_000L);
    assertThat(read(amount, 2).reportedCostNanos()).isEqualTo(2_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"total\":0.0421}|42100000",
        "{\"input\": 0.01, \"output\": 0.02, \"total\": 0.03}|30000000",
        " {\"total\" : 3e-2 , \"input\" : null }|30000000",
        "{\"input\": 0.01}|0",
        "{\"total\": null}|0",
        "{ }|0",
        "{\"subtotal\": 5, \"total\": 1}|1000000000"
      })
  void shouldReadTheTotalOfLangfuseCostDetails(String json, long nanos) throws Exception {
    assertThat(read(LANGFUSE, json).reportedCostNanos()).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.5",
        "[1]",
        "{",
        "{\"total\"",
        "{\"total\":}",
        "{\"total\":1",
        "{\"total\":1}}",
        "{\"total\":1,}",
        "{\"total\":\"1\"}",
        "{\"total\":{\"total\":1}}",
        "{\"total\":01}",
        "{\"total\":.5}",
        "{\"total\":NaN}",
        "{\"total\":-1}",
        "{\"total\":10001}",
        "{\"nested\":{},\"total\":1}",
        "{'total':1}"
      })
  void shouldRefuseOddLangfuseCostDetails(String json) {
    assertThat(unusableUsage(LANGFUSE, json)).startsWith(LANGFUSE + " is '");
  }

  @Test
  void shouldRefuseLangfuseCostDetailsThatAreNotText() {
    assertThat(unusableUsage(LANGFUSE, 1.5))
        .isEqualTo("langfuse.observation.cost_details is not a string of JSON");
  }

  @Test
  void shouldReadLongLangfuseCostDetails() throws Exception {
    String json = "{" + "\"input\":0.001,".repeat(20_000) + "\"total\":0.5}";

    assertThat(read(LANGFUSE, json).reportedCostNanos()).isEqualTo(500_000_000);
  }

  private static long cost(Object value) {
    return read("operation.cost", value).reportedCostNanos();
  }
}
