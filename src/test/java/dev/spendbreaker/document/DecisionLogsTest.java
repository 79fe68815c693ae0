package dev.spendbreaker.document;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Trigger;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionLogsTest {
  private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

  private static final PolicyStatus BREACHED =
      new PolicyStatus(
          "hourly",
          12,
          Policy.Mode.ENFORCE,
          LimitUnit.USD,
          5_013_200_000L,
          5_000_000_000L,
          0,
          new BigDecimal("1.00264"),
          null,
          Action.KILL,
          "limit_reached",
          NOON - 3_600_000,
          NOON,
          NOON + 1);

  private static final Decision KILLED =
      new Decision(
          Scope.task("research-agent", "run-42"),
          17,
          Action.KILL,
          Action.WARN,
          "limit_reached",
          "spent 5.0132 USD of 5.00 in the last hour (100.3%)",
          BREACHED,
          false,
          new Trigger(
              "0af7651916cd43dd8448eb211c80319c",
              "b7ad6b7169203331",
              "gpt-4o",
              42_100_000,
              NOON - 7),
          NOON);

  @Test
  void shouldWriteTheContract() throws Exception {
    LogRecord record = record(KILLED);

    assertThat(record.getEventName()).isEqualTo("spendbreaker.budget.decision");
    assertThat(record.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_FATAL);
    assertThat(record.getSeverityText()).isEqualTo("FATAL");
    assertThat(record.getTimeUnixNano()).isEqualTo(1_795_435_200_000_000_000L);
    assertThat(record.getObservedTimeUnixNano()).isEqualTo(1_795_435_200_000_000_000L);
    assertThat(record.getTraceId())
        .isEqualTo(ByteString.fromHex("0af7651916cd43dd8448eb211c80319c"));
    assertThat(record.getSpanId()).isEqualTo(ByteString.fromHex("b7ad6b7169203331"));
    assertThat(record.getBody().getStringValue())
        .isEqualTo("spent 5.0132 USD of 5.00 in the last hour (100.3%)");
    assertThat(attributes(record))
        .containsExactly(
            entry("gen_ai.agent.name", "research-agent"),
            entry("gen_ai.conversation.id", "run-42"),
            entry("spendbreaker.version", 1L),
            entry("spendbreaker.decisionId", KILLED.decisionId()),
            entry("spendbreaker.sequence", 17L),
            entry("spendbreaker.scope.agent", "research-agent"),
            entry("spendbreaker.scope.task", "run-42"),
            entry("spendbreaker.action", "kill"),
            entry("spendbreaker.previousAction", "warn"),
            entry("spendbreaker.reasonCode", "limit_reached"),
            entry("spendbreaker.reason", "spent 5.0132 USD of 5.00 in the last hour (100.3%)"),
            entry("spendbreaker.policyId", "hourly"),
            entry("spendbreaker.policyRevision", 12L),
            entry("spendbreaker.mode", "enforce"),
            entry("spendbreaker.unit", "usd"),
            entry("spendbreaker.spent", 5.0132),
            entry("spendbreaker.limit", 5.0),
            entry("spendbreaker.remaining", 0.0),
            entry("spendbreaker.utilization", 1.00264),
            entry("spendbreaker.window.start", "2026-11-23T11:00:00Z"),
            entry("spendbreaker.window.end", "2026-11-23T12:00:00Z"),
            entry("spendbreaker.resetsAt", "2026-11-23T12:00:00.001Z"),
            entry("spendbreaker.trigger.traceId", "0af7651916cd43dd8448eb211c80319c"),
            entry("spendbreaker.trigger.spanId", "b7ad6b7169203331"),
            entry("spendbreaker.trigger.model", "gpt-4o"),
            entry("spendbreaker.trigger.cost", 0.0421),
            entry("spendbreaker.trigger.endTime", "2026-11-23T11:59:59.993Z"),
            entry("spendbreaker.decidedAt", "2026-11-23T12:00:00Z"));
  }

  @Test
  void shouldNameSpendbreakerAsTheResource() throws Exception {
    ResourceLogs logs = request(KILLED).getResourceLogs(0);

    assertThat(logs.getResource().getAttributesList())
        .extracting(KeyValue::getKey, attribute -> attribute.getValue().getStringValue())
        .containsExactly(tuple("service.name", "spendbreaker"));
    assertThat(logs.getScopeLogs(0).getScope().getName()).isEqualTo("dev.spendbreaker");
  }

  @ParameterizedTest
  @CsvSource({"ALLOW,9,INFO", "WARN,13,WARN", "BLOCK,17,ERROR", "KILL,21,FATAL"})
  void shouldGiveEachActionItsSeverity(Action action, int number, String text) throws Exception {
    LogRecord record = record(decision(Scope.agent("a"), action).build());

    assertThat(record.getSeverityNumberValue()).isEqualTo(number);
    assertThat(record.getSeverityText()).isEqualTo(text);
  }

  @Test
  void shouldHaveNoTraceContextWhereNoSpanLedToIt() throws Exception {
    LogRecord record = record(decision(Scope.agent("a"), Action.BLOCK).build());

    assertThat(record.getTraceId()).isEqualTo(ByteString.EMPTY);
    assertThat(record.getSpanId()).isEqualTo(ByteString.EMPTY);
    assertThat(attributes(record))
        .containsEntry("gen_ai.agent.name", "a")
        .doesNotContainKeys("gen_ai.conversation.id", "spendbreaker.trigger.spanId");
  }

  @Test
  void shouldNameNoAgentWhereTheScopeHasNone() throws Exception {
    LogRecord record = record(decision(Scope.of(Map.of("team", "red")), Action.WARN).build());

    assertThat(attributes(record))
        .containsEntry("spendbreaker.scope.team", "red")
        .doesNotContainKeys("gen_ai.agent.name", "gen_ai.conversation.id");
  }

  /** A store of logs takes the type of an attribute from the first record that has it. */
  @Test
  void shouldGiveAnAmountOneTypeWhateverThePolicyLimits() throws Exception {
    PolicyStatus tokens =
        new PolicyStatus(
            "tokens",
            1,
            Policy.Mode.SHADOW,
            LimitUnit.TOKENS,
            900,
            1000,
            100,
            new BigDecimal("0.9"),
            new BigDecimal("0.9"),
            Action.WARN,
            "warn_level",
            null,
            null,
            null);
    Decision decision =
        new Decision(
            Scope.agent("a"), 1, Action.ALLOW, null, "warn_level", "r", tokens, true, null, NOON);

    assertThat(attributes(record(decision)))
        .containsEntry("spendbreaker.spent", 900.0)
        .containsEntry("spendbreaker.limit", 1000.0)
        .containsEntry("spendbreaker.warnLevel", 0.9)
        .containsEntry("spendbreaker.shadowAction", "warn")
        .containsEntry("spendbreaker.precedence", "override")
        .doesNotContainKeys("spendbreaker.previousAction", "spendbreaker.resetsAt");
  }

  @ParameterizedTest
  @MethodSource("dev.spendbreaker.document.DecisionDocumentsTest#decisions")
  void shouldHaveEveryFieldOfTheDocumentAndNoOther(Decision decision) throws Exception {
    Set<String> fields = new TreeSet<>();
    addFields(new ObjectMapper().readTree(DecisionDocuments.write(decision)), "", fields);

    Set<String> logged = new TreeSet<>();
    attributes(record(decision)).keySet().stream()
        .filter(key -> key.startsWith("spendbreaker."))
        .forEach(key -> logged.add(key.substring("spendbreaker.".length())));

    assertThat(logged).isEqualTo(fields);
  }

  private static void addFields(JsonNode object, String prefix, Set<String> fields) {
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                addFields(field.getValue(), prefix + field.getKey() + ".", fields);
              } else {
                fields.add(prefix + field.getKey());
              }
            });
  }

  private static LogRecord record(Decision decision) throws Exception {
    ExportLogsServiceRequest request = request(decision);
    assertThat(request.getResourceLogsList()).hasSize(1);
    assertThat(request.getResourceLogs(0).getScopeLogsList()).hasSize(1);
    assertThat(request.getResourceLogs(0).getScopeLogs(0).getLogRecordsList()).hasSize(1);
    return request.getResourceLogs(0).getScopeLogs(0).getLogRecords(0);
  }

  private static ExportLogsServiceRequest request(Decision decision) throws Exception {
    return ExportLogsServiceRequest.parseFrom(DecisionLogs.write(decision));
  }

  private static Map<String, @Nullable Object> attributes(LogRecord record) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    for (KeyValue attribute : record.getAttributesList()) {
      assertThat(attributes).as("no key twice").doesNotContainKey(attribute.getKey());
      attributes.put(attribute.getKey(), value(attribute.getValue()));
    }
    return attributes;
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      default -> throw new AssertionError(value);
    };
  }
}
