package dev.spendbreaker.trace;

import static dev.spendbreaker.trace.Spans.agent;
import static dev.spendbreaker.trace.Spans.modelCall;
import static dev.spendbreaker.trace.Spans.other;
import static dev.spendbreaker.trace.Spans.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule of DESIGN §3 is named where it holds. */
class ExplanationTest {
  private static final TraceId TRACE = new TraceId(0xABCL, 0x1L);
  private static final ResourceFacts NAMED_RESOURCE =
      new ResourceFacts("resource-agent", "service", "resource-task", "resource-session", Map.of());

  @Test
  void shouldSayWhatBecomesOfEachSpan() {
    assertThat(
            explain(
                agent(1, 0).tokens(300, 40),
                modelCall(2, 1).tokens(100, 20),
                modelCall(3, 2).tokens(100, 20),
                modelCall(4, 1),
                tool(5, 1),
                agent(6, 0).cost(7),
                other(7, 0)))
        .extracting(span -> span.facts().spanId(), SpanExplanation::verdict)
        .containsExactlyInAnyOrder(
            tuple(1L, Verdict.REPEATS_USAGE),
            tuple(2L, Verdict.REPEATS_CALL),
            tuple(3L, Verdict.CHARGED),
            tuple(4L, Verdict.UNMETERED),
            tuple(5L, Verdict.TOOL_CALL),
            tuple(6L, Verdict.CHARGED_ROLLUP),
            tuple(7L, Verdict.NO_USAGE));
  }

  @Test
  void shouldGiveEachSpanTheAmountItAddsAndTheCostItReports() {
    List<SpanExplanation> explained =
        explain(tool(1, 0).cost(9), modelCall(2, 1).tokens(10, 2).cost(8), tool(3, 0).cost(5));

    assertThat(explained)
        .extracting(
            span -> span.facts().spanId(), SpanExplanation::charged, SpanExplanation::costNanos)
        .containsExactlyInAnyOrder(
            tuple(1L, Usage.TOOL_CALL, 9L),
            tuple(2L, new Usage(8, 10, 2, 0, 0, 0, 1, 0, 0, 0), 8L),
            tuple(3L, new Usage(5, 0, 0, 0, 0, 0, 1, 1, 0, 0), 5L));
  }

  @Test
  void shouldSayWhatNamesTheAgent() {
    Spans call = modelCall(2, 1).resource(NAMED_RESOURCE);
    Spans enclosing = agent(1, 0).named("enclosing");

    assertThat(agentRule(enclosing, call.named("own").explicitAgent("explicit")))
        .isEqualTo(AgentRule.EXPLICIT_ATTRIBUTE);
    assertThat(agentRule(enclosing, call.explicitAgent(null))).isEqualTo(AgentRule.ENCLOSING_AGENT);
    assertThat(agentRule(call)).isEqualTo(AgentRule.OWN_NAME);
    assertThat(agentRule(call.named(null))).isEqualTo(AgentRule.RESOURCE_AGENT);
    assertThat(agentRule(call.resource(new ResourceFacts(null, "service", null, null, Map.of()))))
        .isEqualTo(AgentRule.SERVICE_NAME);
    assertThat(agentRule(call.resource(ResourceFacts.NONE))).isEqualTo(AgentRule.UNKNOWN);
  }

  @Test
  void shouldSayWhatNamesTheTask() {
    Spans call = modelCall(2, 1).resource(NAMED_RESOURCE);
    Spans sessionAbove = other(1, 0).session("s");

    assertThat(taskRule(other(1, 0).task("t"), call.task("own"))).isEqualTo(TaskRule.OWN_TASK);
    assertThat(taskRule(other(1, 0).task("t"), call.task(null))).isEqualTo(TaskRule.ENCLOSING_TASK);
    assertThat(taskRule(sessionAbove, call)).isEqualTo(TaskRule.RESOURCE_TASK);
    call.resource(new ResourceFacts(null, null, null, "resource-session", Map.of()));
    assertThat(taskRule(sessionAbove, call.session("own"))).isEqualTo(TaskRule.OWN_SESSION);
    assertThat(taskRule(sessionAbove, call.session(null))).isEqualTo(TaskRule.ENCLOSING_SESSION);
    assertThat(taskRule(call)).isEqualTo(TaskRule.RESOURCE_SESSION);
    assertThat(taskRule(call.resource(ResourceFacts.NONE))).isEqualTo(TaskRule.TRACE_ID);
  }

  @Test
  void shouldSayWhereTheCostComesFrom() {
    Pricer pricer = (provider, model, tokens, time) -> model == null ? Pricer.UNPRICED : 11;

    assertThat(
            explain(
                pricer,
                modelCall(1, 0).tokens(1, 1).cost(5).model("m"),
                modelCall(2, 0).tokens(1, 1).model("m"),
                modelCall(3, 0).tokens(1, 1),
                modelCall(4, 0)))
        .extracting(
            span -> span.facts().spanId(), SpanExplanation::costSource, SpanExplanation::costNanos)
        .containsExactlyInAnyOrder(
            tuple(1L, CostSource.REPORTED, 5L),
            tuple(2L, CostSource.PRICE_BOOK, 11L),
            tuple(3L, CostSource.UNPRICED, 0L),
            tuple(4L, CostSource.NONE, 0L));
  }

  @Test
  void shouldNameTheParentOnlyWhereItIsOneOfTheSpansAndNoCycle() {
    assertThat(
            explain(other(1, 0), other(2, 1), other(3, 99), other(4, 5), other(5, 4), other(6, 5)))
        .extracting(span -> span.facts().spanId(), SpanExplanation::parentSpanId)
        .containsExactlyInAnyOrder(
            tuple(1L, 0L),
            tuple(2L, 1L),
            tuple(3L, 0L),
            tuple(4L, 0L),
            tuple(5L, 0L),
            tuple(6L, 5L));
  }

  @Test
  void shouldGiveEveryRuleACodeOfItsOwn() {
    List<String> codes =
        Stream.<Rule[]>of(
                Verdict.values(), AgentRule.values(), TaskRule.values(), CostSource.values())
            .flatMap(Arrays::stream)
            .map(Rule::code)
            .toList();

    assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code.matches("[a-z_]+"));
  }

  /** The rule that names the agent of span 2. */
  private static AgentRule agentRule(Spans... spans) {
    return ofSpan2(spans).agentRule();
  }

  private static TaskRule taskRule(Spans... spans) {
    return ofSpan2(spans).taskRule();
  }

  private static SpanExplanation ofSpan2(Spans... spans) {
    return explain(spans).stream()
        .filter(span -> span.facts().spanId() == 2)
        .findFirst()
        .orElseThrow();
  }

  private static List<SpanExplanation> explain(Spans... spans) {
    return explain((provider, model, tokens, time) -> Pricer.UNPRICED, spans);
  }

  private static List<SpanExplanation> explain(Pricer pricer, Spans... spans) {
    Trace trace = Trace.empty();
    trace.add(TRACE, Stream.of(spans).map(Spans::facts).toList(), 2_000, pricer, 1_000);
    return trace.explain(TRACE);
  }
}
