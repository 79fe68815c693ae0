package dev.spendbreaker.trace;

import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The charges of a set of spans of one trace (DESIGN §3): a pure function of that set, in time
 * linear in its size.
 */
final class Settlement {
  private final List<TraceSpan> spans;
  private final SpanTree tree;
  private final String traceTask;

  private Settlement(TraceId traceId, List<TraceSpan> spans, Map<Long, Integer> positions) {
    this.spans = spans;
    this.tree = SpanTree.of(spans, positions);
    this.traceTask = traceId.toHex();
  }

  /**
   * The charge of each span, null where it has none.
   *
   * @param positions the position of each span in the list, by span id
   */
  static @Nullable Charge[] charges(
      TraceId traceId, List<TraceSpan> spans, Map<Long, Integer> positions) {
    return new Settlement(traceId, spans, positions).charges();
  }

  /** Why the charges are as they are, in the order of the spans. */
  static List<SpanExplanation> explanations(
      TraceId traceId, List<TraceSpan> spans, Map<Long, Integer> positions) {
    return new Settlement(traceId, spans, positions).explanations();
  }

  /**
   * The charge of a span of which nothing else of its trace is known; null where it has none. Usage
   * only of a model call: that of any other span may repeat what is charged elsewhere.
   */
  static @Nullable Charge chargeAlone(TraceId traceId, TraceSpan span) {
    Settlement alone = new Settlement(traceId, List.of(span), Map.of());
    return alone.charge(span, Names.of(span.facts(), null), span.isModelCallWithUsage());
  }

  private @Nullable Charge[] charges() {
    @Nullable Charge[] charges = new Charge[spans.size()];
    settle((i, names, verdict) -> charges[i] = charge(spans.get(i), names, verdict.chargesUsage()));
    return charges;
  }

  private List<SpanExplanation> explanations() {
    SpanExplanation[] explanations = new SpanExplanation[spans.size()];
    settle((i, names, verdict) -> explanations[i] = explanation(i, names, verdict));
    return List.of(explanations);
  }

  /** Takes what is settled of a span. */
  private interface Outcome {
    void of(int position, Names names, Verdict verdict);
  }

  /** Settles every span, each after its parent. */
  private void settle(Outcome outcome) {
    Verdict[] verdicts = verdicts();
    @Nullable Names[] names = new Names[spans.size()];
    int[] childrenFirst = tree.childrenFirst();
    for (int i = childrenFirst.length - 1; i >= 0; i--) {
      int span = childrenFirst[i];
      int parent = tree.parent(span);
      Names inherited =
          Names.of(spans.get(span).facts(), parent == SpanTree.NONE ? null : names[parent]);
      names[span] = inherited;
      outcome.of(span, inherited, verdicts[span]);
    }
  }

  /**
   * A model call with usage is charged unless another lies below it with no tool or agent between:
   * then it is one call, instrumented twice. Any other span with usage is charged if nothing below
   * it is, else it repeats what is below.
   */
  private Verdict[] verdicts() {
    Verdict[] verdicts = new Verdict[spans.size()];
    boolean[] chargedBelow = new boolean[spans.size()];
    boolean[] sameCallBelow = new boolean[spans.size()];
    for (int i : tree.childrenFirst()) {
      TraceSpan span = spans.get(i);
      boolean repeated = span.isModelCallWithUsage() ? sameCallBelow[i] : chargedBelow[i];
      verdicts[i] = Verdict.of(span.facts(), repeated);
      int parent = tree.parent(i);
      if (parent != SpanTree.NONE) {
        chargedBelow[parent] |= verdicts[i].chargesUsage() || chargedBelow[i];
        sameCallBelow[parent] |=
            span.isModelCallWithUsage() || (sameCallBelow[i] && !separatesCalls(span));
      }
    }
    return verdicts;
  }

  private static boolean separatesCalls(TraceSpan span) {
    return span.facts().kind() == SpanKind.TOOL || span.facts().kind() == SpanKind.AGENT;
  }

  private @Nullable Charge charge(TraceSpan span, Names names, boolean usageIsCharged) {
    Usage amount = span.amount(usageIsCharged);
    return amount.isZero()
        ? null
        : charge(span, amount, agent(span, names), task(span, names), dimensions(span, names));
  }

  /** The charge of an amount of usage of a span. */
  static Charge charge(
      TraceSpan span, Usage amount, String agent, String task, Map<String, String> dimensions) {
    SpanFacts facts = span.facts();
    return new Charge(
        agent, task, amount, facts.endTimeMillis(), facts.spanId(), facts.model(), dimensions);
  }

  private SpanExplanation explanation(int position, Names names, Verdict verdict) {
    TraceSpan span = spans.get(position);
    int parent = tree.parent(position);
    return new SpanExplanation(
        span.facts(),
        parent == SpanTree.NONE ? 0 : spans.get(parent).facts().spanId(),
        verdict,
        agent(span, names),
        AgentRule.of(span.facts(), names),
        task(span, names),
        TaskRule.of(span.facts(), names),
        dimensions(span, names),
        span.amount(verdict.chargesUsage()),
        span.costSource(),
        Math.max(0, span.costNanos()));
  }

  private static String agent(TraceSpan span, Names names) {
    SpanFacts facts = span.facts();
    return Objects.requireNonNull(AgentRule.of(facts, names).name(facts, names));
  }

  /** On the span, else on its nearest ancestor that has it, else on its resource. */
  private static Map<String, String> dimensions(TraceSpan span, Names names) {
    return Names.nearest(names.dimensions(), span.facts().resource().dimensions());
  }

  private String task(TraceSpan span, Names names) {
    SpanFacts facts = span.facts();
    String task = TaskRule.of(facts, names).name(facts, names);
    return task == null ? traceTask : task;
  }
}
