package dev.spendbreaker.gateways;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.ExternalPrograms;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.NodePackages;
import dev.spendbreaker.testing.Spans;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A kill of a running application, read by programs and libraries that are not ours. */
@Tag("integration")
class TelemetryTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REASON = "spent 1.25 USD of 1.00 in total (125.0%)";

  @TempDir static Path stateDir;
  @TempDir Path directory;

  private static Guarded guarded;
  private static ConsumerRecord<byte[], byte[]> killed;

  @BeforeAll
  static void kill() throws Exception {
    guarded = new Guarded(KAFKA, "telemetry", stateDir);
    guarded
        .api()
        .putPolicy(
            "one-dollar",
            """
            {"version": 1, "scope": {"agent": "spender", "task": "t/1"}, "limit": {"usd": 1.00},
             "onBreach": "kill"}"""
                .getBytes(UTF_8));
    guarded.spend(
        Spans.trace(77, System.currentTimeMillis()).call(1, "spender", "t/1", 1.25).toBytes());
    killed =
        KAFKA
            .consumeUntil(guarded.decisionsTopic(), TelemetryTest::isLastAKill, Guarded.TIMEOUT)
            .get(1);
  }

  @AfterAll
  static void stop() {
    guarded.close();
  }

  private static boolean isLastAKill(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.size() == 2
        && DecisionDocuments.read(records.get(1).value()).action() == Action.KILL;
  }

  @Test
  void shouldBeReadByKcat() throws Exception {
    List<String> command = new ArrayList<>(ExternalPrograms.kcat());
    command.addAll(List.of("-b", KAFKA.bootstrapServers(), "-C", "-t", guarded.decisionsTopic()));
    command.addAll(List.of("-X", "isolation.level=read_committed", "-e", "-q"));
    command.addAll(List.of("-f", "%k\\t%h\\t%s\\n"));

    List<String> lines = run(command).lines().toList();

    assertThat(lines).hasSize(2);
    String[] kill = lines.get(1).split("\t", -1);
    assertThat(kill[0]).isEqualTo("agent/spender/task/t%2F1");
    assertThat(kill[1]).contains("ce_type=dev.spendbreaker.budget.decision");
    JsonNode decision = JSON.readTree(kill[2]);
    assertThat(decision.path("action").asText()).isEqualTo("kill");
    assertThat(decision.path("reason").asText()).isEqualTo(REASON);
    assertThat(decision.at("/trigger/spanId").asText()).isEqualTo("0000000000000001");
  }

  @Test
  void shouldBeReadByTheCloudEventsSdk() {
    CloudEvent event = KafkaMessageFactory.createReader(killed).toEvent();
    Decision decision = DecisionDocuments.read(killed.value());

    assertThat(event.getSpecVersion()).hasToString("1.0");
    assertThat(event.getId()).isEqualTo(decision.decisionId());
    assertThat(event.getSource()).hasToString("/telemetry");
    assertThat(event.getType()).isEqualTo("dev.spendbreaker.budget.decision");
    assertThat(event.getSubject()).isEqualTo("agent/spender/task/t%2F1");
    assertThat(Objects.requireNonNull(event.getTime()).toInstant())
        .isEqualTo(Instant.ofEpochMilli(decision.decidedAtMillis()));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(Objects.requireNonNull(event.getData()).toBytes()).isEqualTo(killed.value());
  }

  @Test
  void shouldBeALogRecordByTheGeneratedClasses() throws Exception {
    ConsumerRecord<byte[], byte[]> record = logged();

    LogRecord log =
        ExportLogsServiceRequest.parseFrom(record.value())
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecords(0);

    assertThat(record.key()).isEqualTo(killed.key());
    assertThat(log.getSeverityNumberValue()).isEqualTo(21);
    assertThat(log.getBody().getStringValue()).isEqualTo(REASON);
  }

  @Test
  void shouldBeALogRecordByTheSchemaOfOtlp() throws Exception {
    Path request = Files.write(directory.resolve("request"), logged().value());
    Path script = Path.of("src/test/npm/gateways/decode-logs.mjs");

    JsonNode log =
        JSON.readTree(
            NodePackages.of("gateways").run(60, script, request.toString(), schema().toString()));

    Decision decision = DecisionDocuments.read(killed.value());
    assertThat(log.at("/resource/service.name").asText()).isEqualTo("spendbreaker");
    assertThat(log.path("eventName").asText()).isEqualTo("spendbreaker.budget.decision");
    assertThat(log.path("severityNumber").asInt()).isEqualTo(21);
    assertThat(log.path("timeUnixNano").asText()).isEqualTo(decision.decidedAtMillis() + "000000");
    assertThat(log.path("body").asText()).isEqualTo(REASON);
    assertThat(log.path("traceId").asText()).isEqualTo("0000000000000007000000000000004d");
    assertThat(log.path("spanId").asText()).isEqualTo("0000000000000001");
    JsonNode attributes = log.path("attributes");
    assertThat(attributes.path("gen_ai.agent.name").asText()).isEqualTo("spender");
    assertThat(attributes.path("gen_ai.conversation.id").asText()).isEqualTo("t/1");
    assertThat(attributes.path("spendbreaker.action").asText()).isEqualTo("kill");
    assertThat(attributes.path("spendbreaker.sequence").asInt()).isEqualTo(2);
    assertThat(attributes.path("spendbreaker.spent").asDouble()).isEqualTo(1.25);
    assertThat(attributes.path("spendbreaker.limit").asDouble()).isEqualTo(1.0);
  }

  /** The log record of the kill. */
  private static ConsumerRecord<byte[], byte[]> logged() {
    return KAFKA
        .consumeUntil(guarded.logsTopic(), records -> records.size() == 2, Guarded.TIMEOUT)
        .get(1);
  }

  /** OTLP's schema, as it ships beside the generated classes. */
  private Path schema() throws Exception {
    for (String file :
        List.of(
            "collector/logs/v1/logs_service.proto",
            "logs/v1/logs.proto",
            "common/v1/common.proto",
            "resource/v1/resource.proto")) {
      String name = "opentelemetry/proto/" + file;
      Path copy = directory.resolve(name);
      Files.createDirectories(copy.getParent());
      try (InputStream schema = LogRecord.class.getResourceAsStream("/" + name)) {
        Files.copy(Objects.requireNonNull(schema, name), copy);
      }
    }
    return directory;
  }

  private String run(List<String> command) throws Exception {
    Path output = Files.createTempFile(directory, "program", ".log");
    try (ChildProcess process = ChildProcess.start(output, directory, command)) {
      assertThat(process.awaitExit(60)).as(process.output()).isZero();
      return process.output();
    }
  }
}
