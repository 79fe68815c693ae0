package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Pipeline.reason;
import static dev.spendbreaker.testing.Spans.number;
import static dev.spendbreaker.testing.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Decisions as log records, and what happens where they, or spans of ours, are fed back. */
class OwnTelemetryTest {
  private static final String ONE_DOLLAR =
      """
      {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 1.00}, "onBreach": "kill"}""";

  private final Pipeline pipeline = new Pipeline();
  private final TestOutputTopic<String, byte[]> logs =
      pipeline.output("otlp_logs", new StringDeserializer(), new ByteArrayDeserializer());

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldWriteOneLogRecordForEachDecision() {
    pipeline.policy("each", ONE_DOLLAR);
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, "a", "t", 0.5).toBytes());
    pipeline.spans(Spans.trace(2, pipeline.nowMillis()).call(2, "a", "t", 1.5).toBytes());

    List<TestRecord<String, byte[]>> written = logs.readRecordsToList();
    assertThat(written).extracting(TestRecord::key).containsExactly("agent/a", "agent/a");
    assertThat(written)
        .extracting(record -> log(record.value()))
        .extracting(LogRecord::getSeverityNumberValue, log -> log.getTraceId().byteAt(15))
        .containsExactly(tuple(9, (byte) 1), tuple(21, (byte) 2));
    assertThat(pipeline.decisions()).hasSize(2);
  }

  @Test
  void shouldLogNothingWhereAScopeIsForgotten() {
    pipeline.policy(
        "tasks", ONE_DOLLAR.replace("{\"agent\": \"*\"}", "{\"agent\":\"*\",\"task\":\"*\"}"));
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, "a", "t", 0.5).toBytes());
    assertThat(logs.readRecordsToList()).hasSize(1);

    pipeline.advance(Duration.ofDays(31));

    assertThat(pipeline.decisionRecords()).extracting(TestRecord::value).contains((byte[]) null);
    assertThat(logs.isEmpty()).isTrue();
  }

  @Test
  void shouldWriteNoLogRecordsWhereTheyAreTurnedOff() {
    TopologySettings settings = Pipeline.withoutLogs();

    assertThat(Pipeline.topology(settings).describe().toString())
        .contains("budget-decisions")
        .doesNotContain("logs");
    try (Pipeline off = new Pipeline(settings)) {
      off.policy("each", ONE_DOLLAR);
      off.spans(Spans.trace(1, off.nowMillis()).call(1, "a", "t", 1.5).toBytes());
      assertThat(off.decisions()).hasSize(1);
    }
  }

  @Test
  void shouldRejectItsOwnLogRecordsOnTheSpansTopicAndChargeNothing() {
    pipeline.policy("each", ONE_DOLLAR);
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, "a", "t", 1.5).toBytes());
    byte[] protobuf = logs.readValue();
    String json =
        """
        {"resourceLogs":[{"scopeLogs":[{"logRecords":[
          {"eventName":"spendbreaker.budget.decision","severityNumber":21}]}]}]}""";
    pipeline.decisions();

    pipeline.spans(protobuf).spans(json.getBytes(StandardCharsets.UTF_8));

    List<TestRecord<byte[], byte[]>> rejects = pipeline.rejects();
    assertThat(rejects)
        .hasSize(2)
        .allSatisfy(
            reject ->
                assertThat(reason(reject))
                    .startsWith("not OTLP trace data: it holds log records, not spans"));
    assertThat(rejects.get(0).value()).isEqualTo(protobuf);
    assertThat(scopes()).isEqualTo(2);
    assertThat(pipeline.decisions()).isEmpty();
  }

  @Test
  void shouldChargeNobodyForSpansOfItsOwnService() {
    pipeline.policy("each", ONE_DOLLAR);

    pipeline.spans(
        Spans.trace(1, pipeline.nowMillis())
            .resource(text("service.name", "spendbreaker"))
            .agent(1, 0, "a")
            .call(2, 1, 5.00)
            .add(
                3,
                1,
                text("gen_ai.operation.name", "execute_tool"),
                text("gen_ai.tool.name", "otel_evaluate_spend"))
            .toBytes());

    assertThat(scopes()).isZero();
    assertThat(pipeline.decisions()).isEmpty();
    assertThat(pipeline.rejects()).as("they are no fault of anybody's").isEmpty();
  }

  @Test
  void shouldChargeTheOthersOfAMessageWithSpansOfItsOwn() {
    pipeline.policy("each", ONE_DOLLAR);
    byte[] own =
        Spans.trace(1, pipeline.nowMillis())
            .resource(text("service.name", "spendbreaker"))
            .call(2, "a", "t", 5.00)
            .toBytes();
    byte[] others = Spans.trace(1, pipeline.nowMillis()).call(3, "a", "t", 0.25).toBytes();
    byte[] joined = new byte[own.length + others.length];
    System.arraycopy(own, 0, joined, 0, own.length);
    System.arraycopy(others, 0, joined, own.length, others.length);

    pipeline.spans(joined);

    assertThat(pipeline.decisions())
        .extracting(decision -> decision.policy() == null ? 0 : decision.policy().spent())
        .containsExactly(250_000_000L);
  }

  /** A decision that something turned into a span says what was spent, but is no spending. */
  @Test
  void shouldChargeNothingForADecisionThatComesAsASpan() {
    pipeline.policy("each", ONE_DOLLAR);

    pipeline.spans(
        Spans.trace(1, pipeline.nowMillis())
            .add(
                1,
                0,
                text("event.name", "spendbreaker.budget.decision"),
                text("gen_ai.agent.name", "a"),
                text("gen_ai.conversation.id", "t"),
                text("spendbreaker.action", "kill"),
                text("spendbreaker.trigger.model", "gpt-4o"),
                number("spendbreaker.spent", 5),
                number("spendbreaker.trigger.cost", 5))
            .toBytes());

    assertThat(scopes()).isZero();
    assertThat(pipeline.decisions()).isEmpty();
  }

  /** A gateway may note on a call why it let it pass; the call costs what it costs. */
  @Test
  void shouldChargeACallThatADecisionIsNotedOn() {
    pipeline.policy("each", ONE_DOLLAR);

    pipeline.spans(
        Spans.trace(1, pipeline.nowMillis())
            .agent(1, 0, "a")
            .call(2, 1, 0.25, text("spendbreaker.action", "warn"))
            .toBytes());

    assertThat(pipeline.decisions()).hasSize(1);
    assertThat(scopes()).isEqualTo(2);
  }

  private int scopes() {
    int scopes = 0;
    try (var all = pipeline.<String, byte[]>store(Names.SCOPE_STORE).all()) {
      while (all.hasNext()) {
        all.next();
        scopes++;
      }
    }
    return scopes;
  }

  private static LogRecord log(byte[] request) {
    try {
      return ExportLogsServiceRequest.parseFrom(request)
          .getResourceLogs(0)
          .getScopeLogs(0)
          .getLogRecords(0);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
