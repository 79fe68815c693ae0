package dev.spendbreaker.trace;

import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The charges of a set of spans of one trace (DESIGN §3): a pure function of that set, in time
 * linear in its size.
 */
final class Settlement {
  private static final String UNKNOWN_AGENT = "unknown";

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

  /**
   * The charge of a span of which nothing else of its trace is known; null where it has none. Usage
   * only of a model call: that of any other span may repeat what is charged elsewhere.
   */
  static @Nullable Charge chargeAlone(TraceId traceId, TraceSpan span) {
    Settlement alone = new Settlement(traceId, List.of(span), Map.of());
    return alone.charge(span, Names.of(span.facts(), null), span.isModelCallWithUsage());
  }

  private @Nullable Charge[] charges() {
    boolean[] usageIsCharged = usageIsCharged();
    @Nullable Names[] names = new Names[spans.size()];
    @Nullable Charge[] charges = new Charge[spans.size()];
    int[] childrenFirst = tree.childrenFirst();
    for (int i = childrenFirst.length - 1; i >= 0; i--) {
      int span = childrenFirst[i];
      int parent = tree.parent(span);
      Names inherited = Names.of(spans.get(span).facts(), parent < 0 ? null : names[parent]);
      names[span] = inherited;
      charges[span] = charge(spans.get(span), inherited, usageIsCharged[span]);
    }
    return charges;
  }

  /**
   * A model call with usage is charged unless another lies below it with no tool or agent between:
   * then it is one call, instrumented twice. Any other span with usage is charged if nothing below
   * it is, else it repeats what is below.
   */
  private boolean[] usageIsCharged() {
    boolean[] charged = new boolean[spans.size()];
    boolean[] chargedBelow = new boolean[spans.size()];
    boolean[] sameCallBelow = new boolean[spans.size()];
    for (int i : tree.childrenFirst()) {
      TraceSpan span = spans.get(i);
      boolean repeated = span.isModelCallWithUsage() ? sameCallBelow[i] : chargedBelow[i];
      charged[i] = span.facts().hasUsage() && !repeated;
      int parent = tree.parent(i);
      if (parent != SpanTree.NONE) {
        chargedBelow[parent] |= charged[i] || chargedBelow[i];
        sameCallBelow[parent] |=
            span.isModelCallWithUsage() || (sameCallBelow[i] && !separatesCalls(span));
      }
    }
    return charged;
  }

  private static boolean separatesCalls(TraceSpan span) {
    return span.facts().kind() == SpanKind.TOOL || span.facts().kind() == SpanKind.AGENT;
  }

  private @Nullable Charge charge(TraceSpan span, Names names, boolean usageIsCharged) {
    Usage amount = span.amount(usageIsCharged);
    return amount.isZero() ? null : charge(span, amount, agent(span, names), task(span, names));
  }

  /** The charge of an amount of usage of a span. */
  static Charge charge(TraceSpan span, Usage amount, String agent, String task) {
    SpanFacts facts = span.facts();
    return new Charge(
        agent,
        task,
        amount,
        facts.endTimeMillis(),
        facts.spanId(),
        facts.model(),
        facts.dimensions());
  }

  private static String agent(TraceSpan span, Names names) {
    SpanFacts facts = span.facts();
    ResourceFacts resource = facts.resource();
    return first(
        UNKNOWN_AGENT,
        facts.explicitAgent(),
        names.agent(),
        facts.agentName(),
        resource.agent(),
        resource.serviceName());
  }

  private String task(TraceSpan span, Names names) {
    ResourceFacts resource = span.facts().resource();
    return first(traceTask, names.task(), resource.task(), names.session(), resource.session());
  }

  private static String first(String otherwise, @Nullable String... names) {
    for (String name : names) {
      if (name != null) {
        return name;
      }
    }
    return otherwise;
  }

  /**
   * What a span and its ancestors say, the nearest first.
   *
   * @param agent the name of the nearest AGENT span that has one
   */
  private record Names(@Nullable String agent, @Nullable String task, @Nullable String session) {
    static Names of(SpanFacts facts, @Nullable Names parent) {
      String agent = facts.kind() == SpanKind.AGENT ? nameOf(facts) : null;
      if (parent == null) {
        return new Names(agent, facts.explicitTask(), facts.session());
      }
      return new Names(
          nearest(agent, parent.agent),
          nearest(facts.explicitTask(), parent.task),
          nearest(facts.session(), parent.session));
    }

    private static @Nullable String nameOf(SpanFacts agentSpan) {
      return nearest(agentSpan.explicitAgent(), agentSpan.agentName());
    }

    private static @Nullable String nearest(@Nullable String own, @Nullable String inherited) {
      return own != null ? own : inherited;
    }
  }
}
