package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Forecast;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.usage.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a scope stands, as JSON: the answer to {@code GET /v1/scopes/{key}} (DESIGN §6). */
public final class ScopeDocuments {
  private ScopeDocuments() {}

  /**
   * The status of a scope.
   *
   * @param totals all it ever spent
   * @param policies where it stands against each of its policies
   * @param forecasts when their limits will be reached, by policy id
   * @param decision the last decision about it, if any
   * @param asOfMillis when all this was so, milliseconds since the epoch
   */
  public static byte[] status(
      Scope scope,
      Action action,
      Usage totals,
      List<PolicyStatus> policies,
      Map<String, Forecast> forecasts,
      @Nullable Decision decision,
      long asOfMillis) {
    return Documents.write(
        json -> {
          json.writeStartObject();
          writeHead(scope, action, totals, json);
          writePolicies(policies, forecasts, json);
          if (decision != null) {
            json.writeFieldName("decision");
            DecisionDocuments.write(decision, json);
          }
          Figures.writeInstant("asOf", asOfMillis, json);
          json.writeEndObject();
        });
  }

  /**
   * What a list shows of a scope.
   *
   * @param governing where it stands against the policy that decides, if any does
   */
  public static byte[] summary(
      Scope scope, Action action, Usage totals, @Nullable PolicyStatus governing) {
    return Documents.write(
        json -> {
          json.writeStartObject();
          writeHead(scope, action, totals, json);
          if (governing != null) {
            Figures.writePolicy(governing, json);
          }
          json.writeEndObject();
        });
  }

  /**
   * What a scope spent over time.
   *
   * @param spent in each step of the range
   * @param asOfMillis when this was so, milliseconds since the epoch
   */
  public static byte[] series(Scope scope, SeriesRange range, List<Usage> spent, long asOfMillis) {
    return Documents.write(
        json -> {
          json.writeStartObject();
          Figures.writeScope(scope, json);
          json.writeStringField("key", scope.key());
          Figures.writeInstant("from", range.fromMillis(), json);
          Figures.writeInstant("to", range.toMillis(), json);
          json.writeStringField("step", Duration.ofMillis(range.stepMillis()).toString());
          json.writeArrayFieldStart("points");
          for (int i = 0; i < spent.size(); i++) {
            json.writeStartObject();
            Figures.writeInstant("start", range.fromMillis() + i * range.stepMillis(), json);
            writeUsage(spent.get(i), json);
            json.writeEndObject();
          }
          json.writeEndArray();
          Figures.writeInstant("asOf", asOfMillis, json);
          json.writeEndObject();
        });
  }

  private static void writeHead(Scope scope, Action action, Usage totals, JsonGenerator json)
      throws IOException {
    Figures.writeScope(scope, json);
    json.writeStringField("key", scope.key());
    json.writeStringField("action", action.text());
    writeTotals(totals, json);
  }

  private static void writeTotals(Usage totals, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("totals");
    writeUsage(totals, json);
    json.writeEndObject();
  }

  private static void writeUsage(Usage usage, JsonGenerator json) throws IOException {
    json.writeNumberField("usd", Texts.usd(usage.costNanos()));
    json.writeNumberField("calls", usage.calls());
    json.writeNumberField("inputTokens", usage.inputTokens());
    json.writeNumberField("outputTokens", usage.outputTokens());
    json.writeNumberField("cacheReadTokens", usage.cacheReadTokens());
    json.writeNumberField("cacheWriteTokens", usage.cacheWriteTokens());
    json.writeNumberField("reasoningTokens", usage.reasoningTokens());
    json.writeNumberField("toolCalls", usage.toolCalls());
    json.writeNumberField("unpricedCalls", usage.unpricedCalls());
    json.writeNumberField("unmeteredCalls", usage.unmeteredCalls());
  }

  private static void writePolicies(
      List<PolicyStatus> policies, Map<String, Forecast> forecasts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("policies");
    for (PolicyStatus status : policies) {
      json.writeStartObject();
      Figures.writePolicy(status, json);
      json.writeStringField("action", status.action().text());
      Figures.writeTimes(status, json);
      Forecast forecast = forecasts.get(status.policyId());
      if (forecast != null) {
        writeForecast(forecast, status.unit(), json);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeForecast(Forecast forecast, LimitUnit unit, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("forecast");
    Figures.writeNumber("ratePerMinute", rate(forecast, unit), json);
    json.writeNumberField("overSeconds", Duration.ofMillis(forecast.overMillis()).toSeconds());
    Figures.writeInstant("limitReachedAt", forecast.limitReachedAtMillis(), json);
    json.writeEndObject();
  }

  private static BigDecimal rate(Forecast forecast, LimitUnit unit) {
    BigDecimal rate = forecast.ratePerMinute();
    return unit == LimitUnit.USD
        ? rate.movePointLeft(Texts.NANO_DECIMALS)
            .setScale(Texts.NANO_DECIMALS, RoundingMode.HALF_EVEN)
        : rate;
  }
}
