package dev.spendbreaker.trace;

import static dev.spendbreaker.trace.Spans.agent;
import static dev.spendbreaker.trace.Spans.modelCall;
import static dev.spendbreaker.trace.Spans.other;
import static dev.spendbreaker.trace.Spans.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One test for each sentence of DESIGN §3 that speaks of which spans are charged, and to whom. */
class SettlementTest {
  private static final TraceId TRACE = new TraceId(0xABCL, 0x1L);
  private static final ResourceFacts NAMED_RESOURCE =
      new ResourceFacts("resource-agent", "service", "resource-task", "resource-session", Map.of());

  @Test
  void shouldChargeAModelCallWithUsage() {
    assertThat(settle(modelCall(1, 0).tokens(100, 20).cost(5).model("m")))
        .containsExactly(
            new Charge(
                "service",
                "0000000000000abc0000000000000001",
                new Usage(5, 100, 20, 0, 0, 0, 1, 0, 0, 0),
                1_000,
                1,
                "m",
                Map.of()));
  }

  @Test
  void shouldChargeAllKindsOfTokens() {
    assertThat(settle(modelCall(1, 0).tokens(new Tokens(100, 20, 40, 10, 5))))
        .extracting(Charge::usage)
        .containsExactly(new Usage(0, 100, 20, 40, 10, 5, 1, 0, 1, 0));
  }

  @Test
  void shouldChargeTheInnerCallWhenInstrumentedTwice() {
    assertThat(
            settle(
                modelCall(1, 0).tokens(100, 20),
                other(2, 1),
                modelCall(3, 2).tokens(101, 21),
                modelCall(4, 1)))
        .extracting(Charge::spanId, charge -> charge.usage().inputTokens())
        .containsExactlyInAnyOrder(tuple(3L, 101L), tuple(4L, 0L));
  }

  @Test
  void shouldChargeBothCallsWhenAToolOrAnAgentLiesBetween() {
    for (SpanKind between : List.of(SpanKind.TOOL, SpanKind.AGENT)) {
      assertThat(
              calls(
                  modelCall(1, 0).tokens(100, 20),
                  other(2, 1),
                  Spans.of(between, 3, 2),
                  modelCall(4, 3).tokens(101, 21)))
          .as("with %s between", between)
          .containsExactlyInAnyOrder(1L, 4L);
    }
  }

  @Test
  void shouldChargeAnotherSpanWithUsageWhenNothingBelowItIsCharged() {
    assertThat(calls(agent(1, 0).tokens(4, 767), tool(2, 1), agent(3, 2), modelCall(4, 3)))
        .containsExactly(1L);
  }

  @Test
  void shouldNotChargeAnotherSpanWithUsageWhenSomethingFarBelowItIsCharged() {
    assertThat(
            calls(
                agent(1, 0).tokens(300, 40),
                other(2, 1).tokens(300, 40),
                tool(3, 2).tokens(300, 40),
                modelCall(4, 3).tokens(100, 20)))
        .containsExactly(4L);
  }

  @Test
  void shouldCountAModelCallWithoutUsageAsUnmetered() {
    assertThat(
            settle(modelCall(1, 0), modelCall(2, 1).tokens(1, 1), modelCall(3, 2)).stream()
                .filter(charge -> charge.usage().equals(Usage.UNMETERED_CALL)))
        .extracting(Charge::spanId)
        .containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void shouldCountAToolCallAndItsUsageOnlyWhereNothingBelowIsCharged() {
    assertThat(settle(tool(1, 0).cost(7)))
        .extracting(Charge::usage)
        .containsExactly(new Usage(7, 0, 0, 0, 0, 0, 1, 1, 0, 0));
    assertThat(settle(tool(1, 0).cost(7), modelCall(2, 1).cost(6)))
        .extracting(Charge::usage)
        .containsExactlyInAnyOrder(Usage.TOOL_CALL, new Usage(6, 0, 0, 0, 0, 0, 1, 0, 0, 0));
  }

  @Test
  void shouldChargeNothingForSpansWithoutUsage() {
    assertThat(settle(agent(1, 0).named("a"), other(2, 1))).isEmpty();
  }

  @Test
  void shouldChargeTheExplicitAgentBeforeAll() {
    assertThat(
            agentOf(
                2,
                agent(1, 0).named("enclosing"),
                modelCall(2, 1).tokens(1, 1).explicitAgent("explicit").named("own")))
        .isEqualTo("explicit");
  }

  @Test
  void shouldChargeTheNearestEnclosingAgentThatHasAName() {
    assertThat(
            agentOf(
                4,
                agent(1, 0).named("outer"),
                agent(2, 1).named("inner"),
                agent(3, 2),
                modelCall(4, 3).tokens(1, 1).named("placeholder")))
        .isEqualTo("inner");
  }

  @Test
  void shouldChargeAnAgentSpanToItself() {
    assertThat(agentOf(2, agent(1, 0).named("outer"), agent(2, 1).named("inner").tokens(1, 1)))
        .isEqualTo("inner");
  }

  @Test
  void shouldTakeTheExplicitAgentOfAnAgentSpanAsItsName() {
    assertThat(
            agentOf(
                2,
                agent(1, 0).explicitAgent("explicit").named("enclosing"),
                modelCall(2, 1).tokens(1, 1)))
        .isEqualTo("explicit");
  }

  @Test
  void shouldNotInheritTheAgentOfASpanThatIsNoAgent() {
    assertThat(
            agentOf(
                2,
                tool(1, 0).explicitAgent("tools").named("tool"),
                modelCall(2, 1).tokens(1, 1).named("own")))
        .isEqualTo("own");
  }

  @Test
  void shouldFallBackFromOwnNameToResourceToServiceToUnknown() {
    Spans call = modelCall(2, 1).tokens(1, 1).resource(NAMED_RESOURCE);

    assertThat(agentOf(2, call.named("own"))).isEqualTo("own");
    assertThat(agentOf(2, call.named(null))).isEqualTo("resource-agent");
    assertThat(agentOf(2, call.resource(new ResourceFacts(null, "service", null, null, Map.of()))))
        .isEqualTo("service");
    assertThat(agentOf(2, call.resource(ResourceFacts.NONE))).isEqualTo("unknown");
  }

  @Test
  void shouldPreferAnyExplicitTaskToAnySession() {
    assertThat(
            taskOf(
                3,
                agent(1, 0).task("far").session("s1"),
                agent(2, 1).session("s2"),
                modelCall(3, 2).tokens(1, 1).session("own-session")))
        .isEqualTo("far");
    assertThat(taskOf(3, modelCall(3, 2).tokens(1, 1).session("own").resource(NAMED_RESOURCE)))
        .isEqualTo("resource-task");
  }

  @Test
  void shouldTakeTheNearestExplicitTask() {
    assertThat(
            taskOf(
                3,
                agent(1, 0).task("far"),
                other(2, 1).task("near"),
                modelCall(3, 2).tokens(1, 1).resource(NAMED_RESOURCE)))
        .isEqualTo("near");
    assertThat(taskOf(2, agent(1, 0).task("far"), modelCall(2, 1).tokens(1, 1).task("own")))
        .isEqualTo("own");
  }

  @Test
  void shouldTakeTheNearestSessionThenTheResourcesThenTheTrace() {
    ResourceFacts withSession = new ResourceFacts(null, null, null, "resource-session", Map.of());
    Spans call = modelCall(3, 2).tokens(1, 1).resource(withSession);

    assertThat(taskOf(3, agent(1, 0).session("far"), other(2, 1).session("near"), call))
        .isEqualTo("near");
    assertThat(taskOf(3, call)).isEqualTo("resource-session");
    assertThat(taskOf(3, call.resource(ResourceFacts.NONE)))
        .isEqualTo("0000000000000abc0000000000000001");
  }

  @Test
  void shouldEndTheChainAtAnAncestorThatIsNotKnown() {
    assertThat(
            agentOf(
                3, agent(1, 0).named("beyond"), /* 2 is missing */ modelCall(3, 2).tokens(1, 1)))
        .isEqualTo("service");
  }

  @Test
  void shouldCarryModelTimeAndDimensions() {
    assertThat(
            settle(
                modelCall(1, 0)
                    .tokens(1, 1)
                    .endsAt(777)
                    .model("m")
                    .dimensions(Map.of("team", "t"))))
        .singleElement()
        .satisfies(
            charge -> {
              assertThat(charge.eventTimeMillis()).isEqualTo(777);
              assertThat(charge.model()).isEqualTo("m");
              assertThat(charge.dimensions()).containsExactly(Map.entry("team", "t"));
            });
  }

  @Test
  void shouldTakeEverySpanOfACycleOfParentsAsARoot() {
    List<Charge> charges =
        settle(
            agent(1, 3).named("a"),
            other(2, 1).tokens(7, 7),
            modelCall(3, 2).tokens(1, 1),
            modelCall(4, 1).tokens(2, 2),
            modelCall(5, 5).tokens(3, 3));

    assertThat(charges)
        .extracting(Charge::spanId, Charge::agent)
        .containsExactlyInAnyOrder(
            tuple(2L, "service"), tuple(3L, "service"), tuple(4L, "a"), tuple(5L, "service"));
  }

  private static List<Long> calls(Spans... spans) {
    return settle(spans).stream()
        .filter(charge -> charge.usage().calls() == 1)
        .map(Charge::spanId)
        .toList();
  }

  private static String agentOf(long spanId, Spans... spans) {
    return chargeOf(spanId, spans).agent();
  }

  private static String taskOf(long spanId, Spans... spans) {
    return chargeOf(spanId, spans).task();
  }

  private static Charge chargeOf(long spanId, Spans... spans) {
    return settle(spans).stream()
        .filter(charge -> charge.spanId() == spanId)
        .findFirst()
        .orElseThrow();
  }

  private static List<Charge> settle(Spans... spans) {
    return Trace.empty()
        .add(
            TRACE,
            Stream.of(spans).map(Spans::facts).toList(),
            2_000,
            (provider, model, tokens, time) -> Pricer.UNPRICED,
            1_000)
        .charges();
  }
}
