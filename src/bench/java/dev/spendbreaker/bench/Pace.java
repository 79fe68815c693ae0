package dev.spendbreaker.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How fast a contender was.
 *
 * @param contenderMicros its CPU time for a span, microseconds
 * @param brokerMicros the broker's
 */
record Pace(double spansPerSecond, double contenderMicros, double brokerMicros) {
  /** The median of each figure by itself. */
  static Pace median(List<Pace> rounds) {
    return new Pace(
        median(rounds, Pace::spansPerSecond),
        median(rounds, Pace::contenderMicros),
        median(rounds, Pace::brokerMicros));
  }

  private static double median(List<Pace> rounds, ToDoubleFunction<Pace> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
