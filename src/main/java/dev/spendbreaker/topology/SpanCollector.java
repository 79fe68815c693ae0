package dev.spendbreaker.topology;

import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.UnusableSpanException;
import dev.spendbreaker.usage.UsageReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers the facts of one message's spans by trace, and the reasons why some cannot be used. */
final class SpanCollector implements SpanHandler {
  /** Reasons spelled out in a reject; the others are counted. */
  private static final int MAX_REASONS = 5;

  private final UsageReader usage;
  private final Map<TraceId, List<SpanFacts>> byTrace = new LinkedHashMap<>();
  private final List<String> reasons = new ArrayList<>();
  private int unusable;

  SpanCollector(UsageReader usage) {
    this.usage = usage;
  }

  void clear() {
    byTrace.clear();
    reasons.clear();
    unusable = 0;
  }

  @Override
  public void span(SpanView span) {
    try {
      SpanFacts facts = usage.read(span);
      TraceId trace = new TraceId(span.traceIdHigh(), span.traceIdLow());
      byTrace.computeIfAbsent(trace, id -> new ArrayList<>()).add(facts);
    } catch (UnusableSpanException e) {
      unusable(String.valueOf(e.getMessage()));
    }
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

  boolean hasUnusable() {
    return unusable > 0;
  }

  String unusableReason() {
    String listed = String.join("; ", reasons);
    int more = unusable - reasons.size();
    return unusable
        + (unusable == 1 ? " span is" : " spans are")
        + " not charged, the rest of the message is: "
        + listed
        + (more > 0 ? "; and " + more + " more" : "");
  }
}
