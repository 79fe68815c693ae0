package dev.spendbreaker.trace;

import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.Printable;
import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.UsageReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers the facts of one message's spans by trace, and what of them cannot be used. */
final class SpanCollector implements SpanHandler {
  /** Reasons spelled out in a reject; the others are counted. */
  private static final int MAX_REASONS = 5;

  private final UsageReader usage;
  private final Map<TraceId, List<SpanFacts>> byTrace = new LinkedHashMap<>();
  private final List<String> reasons = new ArrayList<>();
  private ResourceFacts resource = ResourceFacts.NONE;
  private int unusable;
  private int ownSpans;

  SpanCollector(UsageReader usage) {
    this.usage = usage;
  }

  void clear() {
    byTrace.clear();
    reasons.clear();
    unusable = 0;
    ownSpans = 0;
  }

  @Override
  public void resource(AttributeView view) {
    resource = usage.resource(view, complaint -> unusable("a resource: " + complaint));
  }

  @Override
  public void span(SpanView span) {
    if (usage.isOwnTelemetry(span)) {
      ownSpans++;
      return;
    }
    SpanFacts facts =
        usage.read(
            span,
            resource,
            complaint -> unusable("span '" + Printable.of(span.name()) + "': " + complaint));
    TraceId trace = new TraceId(span.traceIdHigh(), span.traceIdLow());
    byTrace.computeIfAbsent(trace, id -> new ArrayList<>()).add(facts);
  }

  @Override
  public void unusable(String reason) {
    unusable++;
    if (reasons.size() < MAX_REASONS) {
      reasons.add(reason);
    }
  }

  List<TraceBatch> batches() {
    List<TraceBatch> batches = new ArrayList<>(byTrace.size());
    byTrace.forEach((trace, spans) -> batches.add(new TraceBatch(trace, spans)));
    return batches;
  }

  /** How many of the spans are Spendbreaker's own, which are left out. */
  int ownSpans() {
    return ownSpans;
  }

  boolean hasUnusable() {
    return unusable > 0;
  }

  String unusableReason() {
    String listed = String.join("; ", reasons);
    int more = unusable - reasons.size();
    return unusable
        + (unusable == 1 ? " thing" : " things")
        + " in the message cannot be used, the rest of it is: "
        + listed
        + (more > 0 ? "; and " + more + " more" : "");
  }
}
