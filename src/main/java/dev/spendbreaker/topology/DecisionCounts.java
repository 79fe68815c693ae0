package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts decisions, traces them, and measures how long after their spans they come. */
final class DecisionCounts {
  private final Map<Action, Counter> byAction = new EnumMap<>(Action.class);
  private final Timer afterSpan;
  private final Tracing tracing;

  DecisionCounts(Meters meters, Tracing tracing) {
    this.tracing = tracing;
    for (Action action : Action.values()) {
      byAction.put(action, meters.decisions(action.text()));
    }
    afterSpan = meters.spanToDecision();
  }

  void add(Decision decision) {
    tracing.decided(decision);
    Counter counter = byAction.get(decision.action());
    if (counter != null) {
      counter.increment();
    }
    if (decision.trigger() != null) {
      long millis = decision.decidedAtMillis() - decision.trigger().endTimeMillis();
      afterSpan.record(Math.max(millis, 0), TimeUnit.MILLISECONDS);
    }
  }
}
