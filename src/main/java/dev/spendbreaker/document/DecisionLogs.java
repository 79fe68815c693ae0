package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.google.protobuf.ByteString;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Trigger;
import dev.spendbreaker.usage.UsageReader;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decisions as OTLP log records (DESIGN §5): the reason as body, the span that led to it as trace
 * context, and every field of the JSON document as an attribute, {@code spendbreaker.window.start}
 * for the start of the window.
 *
 * <p>Amounts are doubles always, so that an attribute has one type whatever a policy limits; up to
 * 15 digits that is the same decimal. What is exact stands in the decisions topic.
 */
public final class DecisionLogs {
  static final String EVENT_NAME = "spendbreaker.budget.decision";
  private static final String PREFIX = "spendbreaker.";

  /** What counts; all other numbers are amounts. */
  private static final Set<String> COUNTS =
      Set.of("spendbreaker.version", "spendbreaker.sequence", "spendbreaker.policyRevision");

  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final Resource RESOURCE =
      Resource.newBuilder()
          .addAttributes(attribute("service.name", text(UsageReader.OWN_SERVICE_NAME)))
          .build();

  private static final InstrumentationScope INSTRUMENTATION =
      InstrumentationScope.newBuilder().setName("dev.spendbreaker").build();

  private DecisionLogs() {}

  /** An {@code ExportLogsServiceRequest} in protobuf with the one record. */
  public static byte[] write(Decision decision) {
    ScopeLogs logs =
        ScopeLogs.newBuilder().setScope(INSTRUMENTATION).addLogRecords(record(decision)).build();
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(RESOURCE).addScopeLogs(logs))
        .build()
        .toByteArray();
  }

  private static LogRecord record(Decision decision) {
    long decidedAt = decision.decidedAtMillis() * NANOS_PER_MILLI;
    SeverityNumber severity = severity(decision.action());
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setTimeUnixNano(decidedAt)
            .setObservedTimeUnixNano(decidedAt)
            .setSeverityNumber(severity)
            .setSeverityText(severity.name().substring("SEVERITY_NUMBER_".length()))
            .setBody(text(decision.reason()))
            .setEventName(EVENT_NAME);
    addTraceContext(decision.trigger(), record);
    addScope(decision.scope(), record);
    addFields(decision, record);
    return record.build();
  }

  private static SeverityNumber severity(Action action) {
    return switch (action) {
      case ALLOW -> SeverityNumber.SEVERITY_NUMBER_INFO;
      case WARN -> SeverityNumber.SEVERITY_NUMBER_WARN;
      case BLOCK -> SeverityNumber.SEVERITY_NUMBER_ERROR;
      case KILL -> SeverityNumber.SEVERITY_NUMBER_FATAL;
    };
  }

  private static void addTraceContext(@Nullable Trigger trigger, LogRecord.Builder record) {
    if (trigger != null) {
      record.setTraceId(bytes(trigger.traceId())).setSpanId(bytes(trigger.spanId()));
    }
  }

  /** By the names that dashboards of agents know. */
  private static void addScope(Scope scope, LogRecord.Builder record) {
    addText("gen_ai.agent.name", scope.values().get(Scope.AGENT), record);
    addText("gen_ai.conversation.id", scope.values().get(Scope.TASK), record);
  }

  private static void addText(String key, @Nullable String value, LogRecord.Builder record) {
    if (value != null) {
      record.addAttributes(attribute(key, text(value)));
    }
  }

  private static void addFields(Decision decision, LogRecord.Builder record) {
    try (TokenBuffer document = new TokenBuffer(null, false)) {
      DecisionDocuments.write(decision, document);
      JsonParser fields = document.asParserOnFirstToken();
      addFields(fields, PREFIX, record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields of the object at whose start the parser stands. */
  private static void addFields(JsonParser fields, String prefix, LogRecord.Builder record)
      throws IOException {
    for (String field = fields.nextFieldName(); field != null; field = fields.nextFieldName()) {
      String key = prefix + field;
      if (fields.nextToken() == JsonToken.START_OBJECT) {
        addFields(fields, key + ".", record);
      } else {
        record.addAttributes(attribute(key, value(key, fields)));
      }
    }
  }

  private static AnyValue value(String key, JsonParser field) throws IOException {
    if (!field.currentToken().isNumeric()) {
      return text(field.getText());
    }
    return COUNTS.contains(key)
        ? AnyValue.newBuilder().setIntValue(field.getLongValue()).build()
        : AnyValue.newBuilder().setDoubleValue(field.getDoubleValue()).build();
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
