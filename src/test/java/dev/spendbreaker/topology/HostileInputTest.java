package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import java.time.Instant;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, times and sizes that somebody chose to do harm: each call is charged all the same. */
class HostileInputTest {
  private final Pipeline pipeline = new Pipeline();

  @BeforeEach
  void setPolicy() {
    pipeline.policy(
        "each",
        """
        {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 0.05}}""");
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0000b\nc\u001b[31m",
        "\u202Etnega\u202C \u200F",
        "100%",
        "%2F..%2f%00",
        "agent/other/task/x",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "\uD83E\uDD16"
      })
  void shouldKeepAnyNameApartInAKeyOfPlainCharacters(String agent) {
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, agent, "t", 0.1).toBytes());

    TestRecord<String, byte[]> record = last();
    assertThat(record.key()).matches("agent/[A-Za-z0-9._~%-]+");
    assertThat(Scope.parse(record.key())).isEqualTo(Scope.agent(agent));
    assertThat(decision(record).scope()).isEqualTo(Scope.agent(agent));
    assertThat(decision(record).action()).isEqualTo(Action.BLOCK);
  }

  @Test
  void shouldTakeANameOfManyKilobytesAsAbsent() {
    String name = "x".repeat(64 * 1024);

    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, name, "t", 0.1).toBytes());

    assertThat(last().key()).isEqualTo("agent/tests"); // the service that sent it
  }

  @ParameterizedTest
  @ValueSource(strings = {"(overflow)", "(overflow-0)", "(overflow-x", "(overflow-99999999999)"})
  void shouldTakeAReservedNameAsAbsent(String name) {
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, name, name, 0.1).toBytes());

    assertThat(last().key()).isEqualTo("agent/tests"); // the service that sent it
    assertThat(Pipeline.reason(pipeline.rejects().get(0)))
        .contains("taken as absent: gen_ai.agent.name is a reserved name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:01Z", "2100-01-01T00:00:00Z"})
  void shouldCountSpansOfAnyYearForALifetime(String end) {
    long endMillis = Instant.parse(end).toEpochMilli();

    pipeline.spans(Spans.trace(1, endMillis).call(1, "a", "t", 0.1).toBytes());

    assertThat(decision(last()).action()).isEqualTo(Action.BLOCK);
  }

  @Test
  void shouldTakeASpanOfTheFutureForOneOfNow() {
    pipeline.policy(
        "hour",
        """
        {"version": 1, "scope": {"agent": "a"}, "limit": {"usd": 0.05}, "window": {"rolling": "PT1H"}}""");
    long future = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    pipeline.spans(Spans.trace(1, future).call(1, "a", "t", 0.1).toBytes());

    assertThat(decision(last()).action()).isEqualTo(Action.BLOCK);
  }

  @Test
  void shouldChargeACallBesideTenMegabytesOfText() {
    byte[] message =
        Spans.trace(1, pipeline.nowMillis())
            .resource(text("gen_ai.prompt", "y".repeat(10 << 20)))
            .call(1, "a", "t", 0.1)
            .toBytes();

    pipeline.spans(message);

    assertThat(last().key()).isEqualTo("agent/a");
    assertThat(pipeline.rejects()).isEmpty();
  }

  private TestRecord<String, byte[]> last() {
    return pipeline.decisionRecords().stream().reduce((first, second) -> second).orElseThrow();
  }

  private static Decision decision(TestRecord<String, byte[]> record) {
    return DecisionDocuments.read(record.value());
  }
}
