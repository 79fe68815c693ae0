package dev.spendbreaker.document;

import static dev.spendbreaker.budget.Policies.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Forecast;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Trigger;
import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionDocumentsTest {
  private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();
  private static final Scope TASK = Scope.task("research-agent", "run-42");
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

  private static final PolicyStatus BREACHED =
      new PolicyStatus(
          "hourly",
          12,
          Policy.Mode.ENFORCE,
          LimitUnit.USD,
          nanos("5.0132"),
          nanos("5"),
          0,
          new BigDecimal("1.00264"),
          null,
          Action.KILL,
          "limit_reached",
          NOON - 3_600_000,
          NOON,
          NOON + 1);

  private static final PolicyStatus WARNED_IN_SHADOW =
      new PolicyStatus(
          "tokens",
          1,
          Policy.Mode.SHADOW,
          LimitUnit.TOKENS,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          0,
          new BigDecimal("1"),
          new BigDecimal("0.9"),
          Action.WARN,
          "warn_level",
          null,
          null,
          null);

  private static final PolicyStatus STANDING_STOP =
      new PolicyStatus(
          "stop",
          1,
          Policy.Mode.ENFORCE,
          LimitUnit.USD,
          nanos("-0.000000001"),
          0,
          1,
          null,
          null,
          Action.BLOCK,
          "limit_reached",
          null,
          null,
          null);

  private static final Decision KILLED =
      new Decision(
          TASK,
          17,
          Action.KILL,
          Action.WARN,
          "limit_reached",
          "spent 5.0132 USD of 5.00 in the last hour (100.3%)",
          BREACHED,
          false,
          new Trigger(TRACE_ID, "b7ad6b7169203331", "gpt", nanos("0.0421"), NOON - 7),
          NOON);

  private static final Decision NO_POLICY =
      new Decision(
          TASK,
          18,
          Action.ALLOW,
          Action.KILL,
          "no_policy",
          "no policy governs this scope",
          null,
          false,
          null,
          NOON);

  static List<Decision> decisions() {
    return List.of(
        KILLED,
        NO_POLICY,
        new Decision(
            TASK, 2, Action.KILL, null, "limit_reached", "because", BREACHED, true, null, NOON),
        decision(Action.ALLOW, WARNED_IN_SHADOW, null),
        decision(
            Action.BLOCK, STANDING_STOP, new Trigger(TRACE_ID, "b7ad6b7169203331", null, 0, NOON)));
  }

  @Test
  void shouldWriteTheContract() {
    assertThat(text(DecisionDocuments.write(KILLED)))
        .isEqualTo(
            ("{'version':1,'decisionId':'"
                    + KILLED.decisionId()
                    + "','sequence':17,"
                    + "'scope':{'agent':'research-agent','task':'run-42'},"
                    + "'action':'kill','previousAction':'warn','reasonCode':'limit_reached',"
                    + "'reason':'spent 5.0132 USD of 5.00 in the last hour (100.3%)',"
                    + "'policyId':'hourly','policyRevision':12,'mode':'enforce',"
                    + "'unit':'usd','spent':5.0132,'limit':5,'remaining':0,"
                    + "'utilization':1.00264,"
                    + "'window':{'start':'2026-11-23T11:00:00Z','end':'2026-11-23T12:00:00Z'},"
                    + "'resetsAt':'2026-11-23T12:00:00.001Z',"
                    + "'trigger':{'traceId':'0af7651916cd43dd8448eb211c80319c',"
                    + "'spanId':'b7ad6b7169203331','model':'gpt','cost':0.0421,"
                    + "'endTime':'2026-11-23T11:59:59.993Z'},"
                    + "'decidedAt':'2026-11-23T12:00:00Z'}")
                .replace('\'', '"'));
  }

  @Test
  void shouldLeaveOutWhatDoesNotExist() {
    assertThat(text(DecisionDocuments.write(NO_POLICY)))
        .isEqualTo(
            ("{'version':1,'decisionId':'"
                    + NO_POLICY.decisionId()
                    + "','sequence':18,"
                    + "'scope':{'agent':'research-agent','task':'run-42'},"
                    + "'action':'allow','previousAction':'kill','reasonCode':'no_policy',"
                    + "'reason':'no policy governs this scope',"
                    + "'decidedAt':'2026-11-23T12:00:00Z'}")
                .replace('\'', '"'));
  }

  @Test
  void shouldSayWhatAShadowPolicyWouldHaveDone() {
    assertThat(text(DecisionDocuments.write(decision(Action.ALLOW, WARNED_IN_SHADOW, null))))
        .contains("\"action\":\"allow\"", "\"warnLevel\":0.9", "\"shadowAction\":\"warn\"")
        .contains("\"spent\":9223372036854775807");
  }

  @Test
  void shouldWritePlainDecimals() {
    assertThat(text(DecisionDocuments.write(decision(Action.BLOCK, STANDING_STOP, null))))
        .contains("\"spent\":-0.000000001,\"limit\":0,\"remaining\":0.000000001")
        .doesNotContain("utilization", "window");
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void shouldReadTheSameBack(Decision decision) {
    byte[] json = DecisionDocuments.write(decision);

    assertThat(DecisionDocuments.read(json)).isEqualTo(decision);
    assertThat(Schemas.errors(Schemas.DECISION, text(json))).isEmpty();
  }

  @Test
  void shouldIgnoreFieldsItDoesNotKnow() {
    String json = text(DecisionDocuments.write(KILLED)).replaceFirst("\\{", "{\"later\":{},");

    assertThat(DecisionDocuments.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(KILLED);
    assertThat(Schemas.errors(Schemas.DECISION, json)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":1 | \"version\":2 | $.version",
        "\"sequence\":17 | \"sequence\":1.5 | $.sequence",
        "\"sequence\":17 | \"sequence\":\"17\" | $.sequence",
        "\"action\":\"kill\" | \"action\":\"stop\" | $.action",
        "\"unit\":\"usd\" | \"unit\":\"eur\" | $.unit",
        "\"spent\":5.0132 | \"spent\":\"5\" | $.spent",
        "\"remaining\":0, | '' | $.remaining",
        "\"decidedAt\":\"2026 | \"decidedAt\":\" | $.decidedAt",
        "\"start\":\"2026-11-23T11:00:00Z\", | '' | $.window.start",
        "\"spanId\":\"b7ad6b7169203331\" | \"spanId\":7 | $.trigger.spanId"
      })
  void shouldRefuseWhatIsNoDecision(String right, String wrong, String path) {
    String json = text(DecisionDocuments.write(KILLED)).replace(right, wrong);

    assertThatThrownBy(() -> DecisionDocuments.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class, e -> assertThat(e.path()).isEqualTo(path));
    assertThat(Schemas.errors(Schemas.DECISION, json)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"utilization\":1.00264 | \"utilization\":1e999999999 | $.utilization",
        "\"utilization\":1.00264 | \"utilization\":1e-999999999 | $.utilization",
        "\"spent\":5.0132 | \"spent\":1e2147483647 | $.spent",
        "\"spent\":5.0132 | \"spent\":1e-2147483647 | $.spent",
        "\"sequence\":17 | \"sequence\":1e999999999 | $.sequence"
      })
  void shouldNotExpandHugeExponents(String right, String wrong, String path) {
    String json = text(DecisionDocuments.write(KILLED)).replace(right, wrong);

    assertThatThrownBy(() -> DecisionDocuments.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class, e -> assertThat(e.path()).isEqualTo(path));
  }

  @Test
  void shouldSurviveDamagedDocuments() {
    Random random = new Random(20261123);
    byte[] json = DecisionDocuments.write(KILLED);
    byte[] likely = "{}[]:,\"019.-eE\\ ".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3000; i++) {
      byte[] copy = json.clone();
      copy[random.nextInt(copy.length)] = likely[random.nextInt(likely.length)];
      try {
        assertThat(DecisionDocuments.read(copy)).isNotNull();
      } catch (InvalidDocumentException e) {
        assertThat(e.path()).startsWith("$");
      }
    }
  }

  @Test
  void shouldWriteTheStatusOfAScope() {
    Usage totals = new Usage(nanos("5.0132"), 1, 2, 3, 4, 5, 6, 7, 8, 9);

    byte[] json =
        ScopeDocuments.status(
            Scope.of(Map.of("agent", "a1", "task", "run/42")),
            Action.KILL,
            totals,
            List.of(BREACHED),
            Map.of("hourly", new Forecast(4_000_000_001L, 120_000, null)),
            NO_POLICY,
            NOON);

    assertThat(text(json))
        .isEqualTo(
            ("{'scope':{'agent':'a1','task':'run/42'},'key':'agent/a1/task/run%2F42',"
                        + "'action':'kill','totals':{'usd':5.0132,'calls':6,'inputTokens':1,"
                        + "'outputTokens':2,'cacheReadTokens':3,'cacheWriteTokens':4,"
                        + "'reasoningTokens':5,'toolCalls':7,'unpricedCalls':8,"
                        + "'unmeteredCalls':9},"
                        + "'policies':[{'policyId':'hourly','policyRevision':12,"
                        + "'mode':'enforce','unit':'usd','spent':5.0132,'limit':5,"
                        + "'remaining':0,'utilization':1.00264,'action':'kill',"
                        + "'window':{'start':'2026-11-23T11:00:00Z',"
                        + "'end':'2026-11-23T12:00:00Z'},"
                        + "'resetsAt':'2026-11-23T12:00:00.001Z',"
                        + "'forecast':{'ratePerMinute':2,'overSeconds':120}}],"
                        + "'decision':")
                    .replace('\'', '"')
                + text(DecisionDocuments.write(NO_POLICY))
                + ",\"asOf\":\"2026-11-23T12:00:00Z\"}");
  }

  @Test
  void shouldLeaveOutTheDecisionOfAScopeThatHasNone() {
    byte[] json =
        ScopeDocuments.status(TASK, Action.ALLOW, Usage.ZERO, List.of(), Map.of(), null, NOON);

    assertThat(text(json)).contains("\"usd\":0,", "\"policies\":[],\"asOf\"");
  }

  private static Decision decision(Action action, PolicyStatus status, @Nullable Trigger trigger) {
    return new Decision(
        TASK, 1, action, null, status.reasonCode(), "because", status, false, trigger, NOON);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
