package dev.spendbreaker.bench;

import org.HdrHistogram.Histogram;

/** How long trips took, in microseconds. */
record TripTimes(Histogram toDecision, Histogram toRefusal) {
  private static final long MAX_MICROS = 60_000_000;

  /** Of no trip yet. */
  TripTimes() {
    this(new Histogram(MAX_MICROS, 3), new Histogram(MAX_MICROS, 3));
  }

  void add(long decisionNanos, long refusalNanos) {
    toDecision.recordValue(decisionNanos / 1_000);
    toRefusal.recordValue(refusalNanos / 1_000);
  }

  /** The cells of a table: p50, p99 and largest, to the decision and to the refusal. */
  String cells() {
    return cells(toDecision) + " | " + cells(toRefusal);
  }

  private static String cells(Histogram times) {
    return "%.1f | %.1f | %.1f"
        .formatted(
            times.getValueAtPercentile(50) / 1e3,
            times.getValueAtPercentile(99) / 1e3,
            times.getMaxValue() / 1e3);
  }
}
