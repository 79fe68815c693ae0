package dev.spendbreaker.explain;

import dev.spendbreaker.otlp.Printable;
import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.UsageReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The spans of files by trace, and what of them cannot be used. */
public final class Capture implements SpanHandler {
  /** The longest complaint that is kept, in characters. */
  private static final int MAX_COMPLAINT = 300;

  private final UsageReader usage;
  private final Map<TraceId, TraceSpans> traces = new LinkedHashMap<>();
  private final List<String> unusable = new ArrayList<>();

  Capture(UsageReader usage) {
    this.usage = usage;
  }

  /** The spans of one trace in the order they were read; of repeated ones the first is seen. */
  private record TraceSpans(List<SpanFacts> facts, Map<Long, SeenSpan> seen) {
    void add(SpanFacts span, SeenSpan as) {
      facts.add(span);
      seen.putIfAbsent(span.spanId(), as);
    }
  }

  @Override
  public void span(SpanView span) {
    if (usage.isOwnTelemetry(span)) {
      unusable(
          "span '"
              + Printable.of(span.name())
              + "': Spendbreaker's own telemetry is charged to nobody (service.name "
              + UsageReader.OWN_SERVICE_NAME
              + ")");
      return;
    }
    List<String> complaints = new ArrayList<>();
    SpanFacts facts =
        usage.read(span, complaint -> complaints.add(Printable.of(complaint, MAX_COMPLAINT)));
    traces
        .computeIfAbsent(
            new TraceId(span.traceIdHigh(), span.traceIdLow()),
            id -> new TraceSpans(new ArrayList<>(), new HashMap<>()))
        .add(
            facts,
            new SeenSpan(
                span.name(),
                span.startTimeUnixNano(),
                span.endTimeUnixNano(),
                usage.costAttribute(span),
                List.copyOf(complaints)));
  }

  @Override
  public void unusable(String reason) {
    unusable.add(reason);
  }

  /**
   * Settles each trace whole and explains it.
   *
   * @param nowMillis the end time of spans that have none, or one too far ahead
   */
  public Explanation explain(PriceBook prices, long nowMillis) {
    List<TraceExplanation> explained = new ArrayList<>();
    traces.forEach(
        (id, spans) ->
            explained.add(TraceExplanation.of(id, spans.facts(), spans.seen(), prices, nowMillis)));
    return new Explanation(prices.source(), explained, List.copyOf(unusable));
  }
}
