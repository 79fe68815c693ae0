package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Pipeline.header;
import static dev.spendbreaker.testing.Pipeline.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepLedgerTest {
  private static final String HOURLY =
      """
      {"version": 1, "scope": {"agent": "a"}, "limit": {"usd": 1.00},
       "window": {"rolling": "PT1H"}, "warnAt": [0.5], "onBreach": "kill"}""";

  private final Pipeline pipeline = new Pipeline();
  private long trace;

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldAllowThenWarnThenKillAndReturnToAllowWhenTheWindowHasPassed() {
    pipeline.policy("hourly", HOURLY);
    assertThat(actions()).containsExactly("agent/a allow");

    spend("a", "t", 0.40);
    assertThat(actions()).isEmpty();
    pipeline.advance(Duration.ofMinutes(10));
    spend("a", "t", 0.20);
    assertThat(actions()).containsExactly("agent/a warn");
    pipeline.advance(Duration.ofMinutes(10));
    spend("a", "t", 0.40);
    assertThat(actions()).containsExactly("agent/a kill");

    // when no span comes any more, the first 0.40 leave the window after an hour, then the 0.20
    pipeline.advance(Duration.ofMinutes(39));
    assertThat(actions()).isEmpty();
    pipeline.advance(Duration.ofMinutes(3));
    assertThat(actions()).containsExactly("agent/a warn");
    pipeline.advance(Duration.ofMinutes(10));
    assertThat(actions()).containsExactly("agent/a allow");
    pipeline.advance(Duration.ofHours(30));
    assertThat(actions()).isEmpty();
  }

  @Test
  void shouldReturnToAllowWhenTheCalendarsHourEndsThoughNoSpanCame() {
    pipeline.policy("hour", HOURLY.replace("{\"rolling\": \"PT1H\"}", "{\"calendar\": \"hour\"}"));
    long hour = Duration.ofHours(1).toMillis();
    long left = hour - Math.floorMod(pipeline.nowMillis(), hour);
    spend("a", "t", 2.00);
    assertThat(actions()).containsExactly("agent/a allow", "agent/a kill");

    pipeline.advance(Duration.ofMillis(left - 1_000));
    assertThat(actions()).isEmpty();
    pipeline.advance(Duration.ofMillis(1_200));
    assertThat(actions()).containsExactly("agent/a allow");
  }

  @Test
  void shouldForgetATaskThatIsIdleAndTombstoneItsDecision() {
    pipeline.policy(
        "tasks", HOURLY.replace("{\"agent\": \"a\"}", "{\"agent\": \"a\", \"task\": \"*\"}"));
    spend("a", "t", 0.10);
    assertThat(actions()).containsExactly("agent/a/task/t allow");

    pipeline.advance(Duration.ofDays(29));
    assertThat(pipeline.decisionRecords()).isEmpty();
    pipeline.advance(Duration.ofDays(2));
    assertThat(pipeline.decisionRecords())
        .singleElement()
        .satisfies(
            tombstone -> {
              assertThat(tombstone.key()).isEqualTo("agent/a/task/t");
              assertThat(tombstone.value()).isNull();
            });

    spend("a", "t", 0.10);
    assertThat(pipeline.decisions().get(0).sequence()).as("begins anew").isEqualTo(1);
  }

  @Test
  void shouldNameTheSpanThatCrossedTheLimit() {
    pipeline.policy("hourly", HOURLY);
    pipeline.decisions();
    Spans spans = Spans.trace(1, pipeline.nowMillis());
    for (int i = 1; i <= 12; i++) {
      spans.call(i, "a", "t", 0.10);
    }

    pipeline.spans(spans.toBytes());

    Decision kill = pipeline.decisions().get(0);
    assertThat(kill.action()).isEqualTo(Action.KILL);
    assertThat(kill.previousAction()).isEqualTo(Action.ALLOW);
    assertThat(Objects.requireNonNull(kill.trigger()).spanId()).isEqualTo("000000000000000a");
    assertThat(kill.trigger().traceId()).isEqualTo("00000000000000070000000000000001");
    assertThat(kill.trigger().costNanos()).isEqualTo(100_000_000);
  }

  @Test
  void shouldKeepSpendWhenPolicyIsReplaced() {
    pipeline.policy("hourly", HOURLY);
    spend("a", "t", 0.60);
    assertThat(actions()).containsExactly("agent/a allow", "agent/a warn");

    pipeline.policy("hourly", HOURLY.replace("1.00", "0.60"));
    assertThat(actions()).containsExactly("agent/a kill");
    pipeline.policy("hourly", HOURLY.replace("1.00", "10"));
    assertThat(actions()).containsExactly("agent/a allow");
  }

  @Test
  void shouldSeeInANewPolicyWhatIsAlreadySpent() {
    spend("a", "t", 2.00);
    assertThat(actions()).isEmpty();

    pipeline.policy("hourly", HOURLY);

    assertThat(actions()).containsExactly("agent/a kill");
  }

  @Test
  void shouldReturnToAllowWhenTheLastPolicyIsDeleted() {
    pipeline.policy("hourly", HOURLY);
    spend("a", "t", 2.00);
    assertThat(actions()).containsExactly("agent/a allow", "agent/a kill");

    pipeline.policy("hourly", null);

    Decision decision = pipeline.decisions().get(0);
    assertThat(decision.action()).isEqualTo(Action.ALLOW);
    assertThat(decision.reasonCode()).isEqualTo("no_policy");
    assertThat(decision.policy()).isNull();
    assertThat(decision.sequence()).isEqualTo(3);
  }

  @Test
  void shouldKeepTheLastGoodPolicyWhenAMalformedOneComes() {
    pipeline.policy("hourly", HOURLY);
    pipeline.policy("hourly", HOURLY.replace("usd", "usdd"));

    List<TestRecord<byte[], byte[]>> rejects = pipeline.rejects();
    assertThat(rejects).hasSize(1);
    assertThat(reason(rejects.get(0))).contains("usdd").contains("usd");
    assertThat(rejects.get(0).key())
        .isEqualTo("hourly".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    spend("a", "t", 1.00);
    assertThat(actions()).containsExactly("agent/a allow", "agent/a kill");
  }

  @Test
  void shouldApplyAWildcardPolicyToEachScopeByItself() {
    spend("a", "t1", 0.60);
    spend("b", "t2", 0.30);
    pipeline.policy("each", HOURLY.replace("\"a\"", "\"*\""));
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(actions()).containsExactly("agent/a warn", "agent/b allow");

    spend("c", "t3", 1.50);
    assertThat(actions()).containsExactly("agent/c kill");
  }

  @Test
  void shouldGovernTasksByTheirOwnPolicies() {
    pipeline.policy(
        "run",
        """
        {"version": 1, "scope": {"agent": "*", "task": "*"}, "limit": {"usd": 0.50},
         "onBreach": "block"}""");
    spend("a", "run/1", 0.60);
    spend("a", "run/2", 0.10);
    assertThat(actions())
        .containsExactly("agent/a/task/run%2F1 block", "agent/a/task/run%2F2 allow");
  }

  @Test
  void shouldStopAnAgentThatNeverSpentWhenItsLimitIsZero() {
    pipeline.policy("stop", "{\"version\":1,\"scope\":{\"agent\":\"new\"},\"limit\":{\"usd\":0}}");
    assertThat(actions()).containsExactly("agent/new block");
  }

  @Test
  void shouldHoldALatchedBreachWhenThePolicyIsAppliedAgainAsItWas() {
    String latched = HOURLY.replace("\"onBreach\"", "\"latch\": true, \"onBreach\"");
    pipeline.policy("hourly", latched);
    spend("a", "t", 2.00);
    pipeline.advance(Duration.ofHours(3)).policy("hourly", latched);
    assertThat(actions()).containsExactly("agent/a allow", "agent/a kill");

    pipeline.policy("hourly", latched.replace("1.00", "1.01"));
    assertThat(actions()).containsExactly("agent/a allow");
  }

  @Test
  void shouldWriteDecisionsAsCloudEvents() {
    pipeline.policy("hourly", HOURLY);

    TestRecord<String, byte[]> decision = pipeline.decisionRecords().get(0);

    Headers headers = decision.headers();
    assertThat(decision.key()).isEqualTo("agent/a");
    assertThat(header(headers, "ce_specversion")).isEqualTo("1.0");
    assertThat(header(headers, "ce_type")).isEqualTo("dev.spendbreaker.budget.decision");
    assertThat(header(headers, "ce_source")).isEqualTo("/spendbreaker");
    assertThat(header(headers, "ce_subject")).isEqualTo("agent/a");
    assertThat(header(headers, "ce_time")).isEqualTo("2026-11-23T09:00:00Z");
    assertThat(header(headers, "content-type")).isEqualTo("application/json");
    assertThat(new String(decision.value(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"decisionId\":\"" + header(headers, "ce_id") + "\"");
  }

  @Test
  void shouldMoveSpendBetweenAgentsWhenTheAgentBecomesKnown() {
    pipeline.policy("each", HOURLY.replace("\"a\"", "\"*\""));
    List<byte[]> reversed =
        Spans.trace(1, pipeline.nowMillis())
            .agent(1, 0, "planner")
            .call(2, 1, 1.5)
            .oneByOneInReverse();

    pipeline.spans(reversed.get(0));
    assertThat(actions()).containsExactly("agent/tests kill");
    pipeline.spans(reversed.get(1));
    assertThat(actions()).containsExactlyInAnyOrder("agent/tests allow", "agent/planner kill");
  }

  private void spend(String agent, String task, double usd) {
    trace++;
    pipeline.spans(
        Spans.trace(trace, pipeline.nowMillis()).call(trace, agent, task, usd).toBytes());
  }

  private List<String> actions() {
    return pipeline.decisions().stream()
        .map(decision -> decision.scope().key() + " " + decision.action().text())
        .toList();
  }
}
