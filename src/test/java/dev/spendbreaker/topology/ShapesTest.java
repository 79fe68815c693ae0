package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Pipeline.reason;
import static dev.spendbreaker.testing.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.budget.Stamped;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.topology.LedgerEvent.PolicyChanged;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ledgers of all shapes that policies name, from spans to decisions. */
class ShapesTest {
  private final Pipeline pipeline =
      Pipeline.withDimensions(Map.of("team", "team.id", "user", "user.id"));
  private final TestOutputTopic<String, LedgerEvent> ledger =
      pipeline.output(
          "spendbreaker-by-agent-repartition",
          new StringDeserializer(),
          Codecs.ledgerEvent().deserializer());
  private long trace;

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldBlockATeamForWhatAllItsAgentsSpend() {
    policy("blue", "{\"team\": \"blue\"}", 1.00);
    assertThat(actions()).containsExactly("team/blue allow");

    spend("a", "blue", 0.60);
    spend("b", "red", 0.60);
    assertThat(actions()).isEmpty();
    spend("b", "blue", 0.40);

    assertThat(actions()).containsExactly("team/blue block");
    assertThat(spent()).contains(Map.entry("team/blue", 1000L), Map.entry("team/red", 600L));
  }

  @Test
  void shouldGovernEachScopeOfAShapeByItself() {
    policy("each", "{\"team\": \"*\", \"model\": \"*\"}", 0.50);

    spend("a", "blue", 0.60, text("gen_ai.request.model", "m/1"));
    spend("a", "blue", 0.40, text("gen_ai.request.model", "m2"));

    assertThat(actions())
        .containsExactly("model/m%2F1/team/blue block", "model/m2/team/blue allow");
  }

  @Test
  void shouldKeepATaskAloneApartFromTheTasksOfAnAgent() {
    policy("task", "{\"task\": \"*\"}", 5);

    spend("a", "blue", 0.60, text("session.id", "t"));
    spend("b", "blue", 0.30, text("session.id", "t"));

    assertThat(spent())
        .containsEntry("task/t", 900L)
        .containsEntry("agent/a/task/t", 600L)
        .containsEntry("agent/b/task/t", 300L);
  }

  @Test
  void shouldSendAnAgentOneRecordForAllShapesThatAreKeptWithIt() {
    policy("1", "{\"agent\": \"*\", \"model\": \"*\"}", 5);
    policy("2", "{\"agent\": \"*\", \"team\": \"*\"}", 5);
    policy("3", "{\"user\": \"*\"}", 5);
    ledger.readValuesToList();

    spend("a", "blue", 0.60, text("gen_ai.request.model", "m"));

    List<LedgerEvent> events = ledger.readValuesToList();
    assertThat(events).hasSize(1);
    assertThat(((Charges) events.get(0)).shapes())
        .extracting(Shape::dimensions)
        .containsExactly(
            List.of("agent"),
            List.of("agent", "task"),
            List.of("agent", "model"),
            List.of("agent", "team"));
    assertThat(spent())
        .containsEntry("agent/a/model/m", 600L)
        .containsEntry("agent/a/team/blue", 600L);
  }

  @Test
  void shouldTakeTheModelFromConfiguredAttributesBeforeTheReportedOne() {
    try (Pipeline configured = Pipeline.withDimensions(Map.of("model", "model.group"))) {
      configured.policy("model", policyOf("{\"model\": \"*\"}", 5));
      configured.spans(
          Spans.trace(1, configured.nowMillis())
              .call(1, 0, 0.1, text("gen_ai.request.model", "m"), text("model.group", "big"))
              .call(2, 0, 0.2, text("gen_ai.request.model", "m"))
              .toBytes());
      assertThat(spent(configured)).containsEntry("model/big", 100L).containsEntry("model/m", 200L);
    }
  }

  @Test
  void shouldNotFeedAShapeOfWhichAChargeLacksADimension() {
    policy("both", "{\"team\": \"*\", \"user\": \"*\"}", 5);

    spend("a", "blue", 0.60);

    assertThat(spent()).containsOnlyKeys("agent/a", "agent/a/task/" + traceId(1));
  }

  @Test
  void shouldSeeInTheFirstPolicyOfAShapeWhatRememberedTracesHaveSpent() {
    spend("a", "blue", 0.60);
    pipeline.advance(Duration.ofMinutes(30));
    spend("b", "blue", 0.50);
    assertThat(spent().keySet()).noneMatch(key -> key.startsWith("team/"));

    policy("blue", "{\"team\": \"blue\"}", 1.00);
    pipeline.advance(Duration.ofMillis(100));

    assertThat(actions()).startsWith("team/blue allow").endsWith("team/blue block");
    assertThat(spent()).containsEntry("team/blue", 1100L);
  }

  @Test
  void shouldBackfillAtTheTimeItWasSpent() {
    spend("a", "blue", 0.60);
    pipeline.advance(Duration.ofMinutes(30));
    spend("b", "blue", 0.50);

    pipeline.policy(
        "blue",
        """
        {"version": 1, "scope": {"team": "*"}, "limit": {"usd": 1},
         "window": {"rolling": "PT20M"}}""");
    pipeline.advance(Duration.ofMillis(100));

    assertThat(actions()).containsExactly("team/blue allow");
  }

  @Test
  void shouldNotBackfillWhatIsForgotten() {
    spend("a", "blue", 0.60);
    pipeline.advance(Duration.ofMinutes(61));
    spend("b", "blue", 0.50);

    policy("blue", "{\"team\": \"blue\"}", 1.00);
    pipeline.advance(Duration.ofMillis(100));

    assertThat(spent()).containsEntry("team/blue", 500L);
  }

  @Test
  void shouldBackfillATraceBeforeWhatIsChargedOfItNext() {
    Spans spans = Spans.trace(1, pipeline.nowMillis()).call(1, 0, 0.60, text("team.id", "blue"));
    pipeline.spans(spans.toBytes());
    policy("blue", "{\"team\": \"blue\"}", 5.00);

    // when no time passes in which a sweep could get to it, and known spans come with a new one
    pipeline.spans(spans.toBytes());
    assertThat(spent()).containsEntry("team/blue", 600L);
    pipeline.spans(spans.call(2, 0, 0.30, text("team.id", "blue")).toBytes());
    assertThat(spent()).containsEntry("team/blue", 900L);

    // then the sweep does not feed it again
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(spent()).containsEntry("team/blue", 900L);
  }

  @Test
  void shouldChargeTheTeamWhenAnAncestorBringsItAndLeaveTheAgentAlone() {
    policy("each", "{\"team\": \"*\"}", 5);
    List<byte[]> rootLast =
        Spans.trace(1, pipeline.nowMillis())
            .add(1, 0, text("team.id", "blue"))
            .call(2, 1, 0.50)
            .oneByOneInReverse();
    pipeline.spans(rootLast.get(0));
    ledger.readValuesToList();

    pipeline.spans(rootLast.get(1));

    assertThat(ledger.readKeyValuesToList())
        .extracting(event -> event.key)
        .containsExactly("team/blue");
    assertThat(spent()).containsEntry("team/blue", 500L).containsEntry("agent/tests", 500L);
  }

  @Test
  void shouldMoveAChargeFromTeamToTeamAndBackTheLimitOut() {
    policy("red", "{\"team\": \"red\"}", 0.50);
    policy("blue", "{\"team\": \"blue\"}", 0.50);
    List<byte[]> rootLast =
        Spans.trace(1, pipeline.nowMillis())
            .resource(text("team.id", "red"))
            .add(1, 0, text("team.id", "blue"))
            .call(2, 1, 0.50)
            .oneByOneInReverse();
    actions();

    pipeline.spans(rootLast.get(0));
    assertThat(actions()).containsExactly("team/red block");
    pipeline.spans(rootLast.get(1));

    assertThat(actions()).containsExactlyInAnyOrder("team/red allow", "team/blue block");
    assertThat(spent()).containsEntry("team/red", 0L).containsEntry("team/blue", 500L);
  }

  @Test
  void shouldTakeBackFromABackfilledLedgerWhatMovesLater() {
    List<byte[]> rootLast =
        Spans.trace(1, pipeline.nowMillis())
            .resource(text("team.id", "red"))
            .add(1, 0, text("team.id", "blue"))
            .call(2, 1, 0.50)
            .oneByOneInReverse();
    pipeline.spans(rootLast.get(0));
    policy("each", "{\"team\": \"*\"}", 5);
    pipeline.advance(Duration.ofMillis(100));
    assertThat(spent()).containsEntry("team/red", 500L);

    pipeline.spans(rootLast.get(1));

    assertThat(spent()).containsEntry("team/red", 0L).containsEntry("team/blue", 500L);
  }

  @Test
  void shouldGoOnFeedingAShapeWhenItsLastPolicyIsDeleted() {
    policy("blue", "{\"team\": \"blue\"}", 1.00);
    spend("a", "blue", 0.60);
    pipeline.policy("blue", null);
    spend("a", "blue", 0.60);
    actions();

    policy("blue", "{\"team\": \"blue\"}", 1.00);

    assertThat(actions()).containsExactly("team/blue block");
    assertThat(spent()).containsEntry("team/blue", 1200L);
  }

  @Test
  void shouldPassChangesOfPoliciesOnInTheirOrder() {
    policy("p", "{\"team\": \"blue\"}", 1.00);
    policy("q", "{\"agent\": \"*\"}", 1.00);
    pipeline.policy("p", null);

    assertThat(ledger.readValuesToList())
        .extracting(event -> ((PolicyChanged) event).change().policyId())
        .containsExactly("p", "q", "p");
  }

  @Test
  void shouldRejectAPolicyThatNamesADimensionNobodyConfigured() {
    policy("p", "{\"agent\": \"a\", \"teem\": \"blue\"}", 1.00);

    assertThat(reason(pipeline.rejects().get(0)))
        .isEqualTo(
            "$.scope.teem: unknown dimension 'teem' — did you mean 'team'?; known are agent, task,"
                + " model, team, user; to add it, set 'dimension.teem' to the span attributes that"
                + " hold its value");
    assertThat(ledger.isEmpty()).isTrue();
  }

  private void policy(String id, String scope, double usd) {
    pipeline.policy(id, policyOf(scope, usd));
  }

  private static String policyOf(String scope, double usd) {
    return "{\"version\": 1, \"scope\": " + scope + ", \"limit\": {\"usd\": " + usd + "}}";
  }

  private void spend(
      String agent,
      String team,
      double usd,
      io.opentelemetry.proto.common.v1.KeyValue... attributes) {
    trace++;
    pipeline.spans(
        Spans.trace(trace, pipeline.nowMillis())
            .agent(1, 0, agent)
            .add(2, 1, text("team.id", team))
            .call(3, 2, usd, attributes)
            .toBytes());
  }

  private static String traceId(long trace) {
    return "0000000000000007" + "%016x".formatted(trace);
  }

  private List<String> actions() {
    return pipeline.decisions().stream()
        .map(decision -> decision.scope().key() + " " + decision.action().text())
        .toList();
  }

  private Map<String, Long> spent() {
    return spent(pipeline);
  }

  /** Thousandths of a dollar by scope key. */
  static Map<String, Long> spent(Pipeline pipeline) {
    Map<String, Long> spent = new TreeMap<>();
    KeyValueStore<String, byte[]> scopes = pipeline.store(Names.SCOPE_STORE);
    try (KeyValueIterator<String, byte[]> all = scopes.all()) {
      all.forEachRemaining(
          entry -> {
            ScopeState state = ScopeState.decode(Stamped.decode(entry.value).state());
            if (state.lastEventMillis() > 0) {
              spent.put(entry.key, state.totals().costNanos() / 1_000_000);
            }
          });
    }
    return spent;
  }
}
