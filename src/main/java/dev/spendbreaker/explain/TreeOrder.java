package dev.spendbreaker.explain;

import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.trace.CostSource;
import dev.spendbreaker.trace.SpanExplanation;
import dev.spendbreaker.usage.SpanFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts the spans of a trace in the order of its tree: first the roots and what is below them, then
 * the spans whose parents are missing, then those in cycles. Without recursion, as a trace may be
 * as deep as it is large.
 */
final class TreeOrder {
  private static final Comparator<SeenSpan> BY_TIME =
      Comparator.comparing(TreeOrder::start, Long::compareUnsigned)
          .thenComparing(SeenSpan::endTimeUnixNano, Long::compareUnsigned);

  private final Map<Long, SeenSpan> seen;
  private final PriceBook prices;
  private final Map<Place, List<SpanExplanation>> tops = new HashMap<>();
  private final Map<Long, List<SpanExplanation>> children = new HashMap<>();

  /**
   * @param settled in the order they were read, which is that of siblings of the same time
   * @param seen the spans by their ids
   */
  TreeOrder(List<SpanExplanation> settled, Map<Long, SeenSpan> seen, PriceBook prices) {
    this.seen = seen;
    this.prices = prices;
    settled.forEach(this::add);
    tops.values().forEach(this::sort);
    children.values().forEach(this::sort);
  }

  private void add(SpanExplanation span) {
    Place place = place(span);
    List<SpanExplanation> siblings =
        place == Place.BELOW_ITS_PARENT
            ? children.computeIfAbsent(span.parentSpanId(), id -> new ArrayList<>())
            : tops.computeIfAbsent(place, top -> new ArrayList<>());
    siblings.add(span);
  }

  private Place place(SpanExplanation span) {
    long sentParent = span.facts().parentSpanId();
    if (sentParent == 0) {
      return Place.ROOT;
    }
    if (span.parentSpanId() != 0) {
      return Place.BELOW_ITS_PARENT;
    }
    return seen.containsKey(sentParent) ? Place.IN_A_CYCLE : Place.PARENT_MISSING;
  }

  private void sort(List<SpanExplanation> siblings) {
    siblings.sort(Comparator.comparing(this::seen, BY_TIME));
  }

  /** The start; the end where there is no start. */
  private static long start(SeenSpan span) {
    return span.startTimeUnixNano() == 0 ? span.endTimeUnixNano() : span.startTimeUnixNano();
  }

  private SeenSpan seen(SpanExplanation span) {
    return Objects.requireNonNull(seen.get(span.facts().spanId()));
  }

  List<ExplainedSpan> spans() {
    List<ExplainedSpan> ordered = new ArrayList<>();
    for (Place place : Place.values()) {
      addTree(place, ordered);
    }
    return ordered;
  }

  private void addTree(Place top, List<ExplainedSpan> ordered) {
    Deque<ExplainedSpan> next = new ArrayDeque<>();
    pushInReverse(tops.getOrDefault(top, List.of()), top, null, next);
    while (!next.isEmpty()) {
      ExplainedSpan span = next.pop();
      ordered.add(span);
      List<SpanExplanation> below =
          children.getOrDefault(span.settled().facts().spanId(), List.of());
      pushInReverse(below, Place.BELOW_ITS_PARENT, span, next);
    }
  }

  private void pushInReverse(
      List<SpanExplanation> siblings,
      Place place,
      @Nullable ExplainedSpan parent,
      Deque<ExplainedSpan> next) {
    int depth = parent == null ? 0 : parent.depth() + 1;
    for (int i = siblings.size() - 1; i >= 0; i--) {
      SpanExplanation span = siblings.get(i);
      boolean last = i == siblings.size() - 1;
      next.push(new ExplainedSpan(seen(span), span, priceEntry(span), place, parent, depth, last));
    }
  }

  private @Nullable String priceEntry(SpanExplanation span) {
    SpanFacts facts = span.facts();
    return span.costSource() == CostSource.PRICE_BOOK
        ? prices.match(facts.provider(), facts.model())
        : null;
  }
}
