package dev.spendbreaker.topology;

import dev.spendbreaker.metrics.AgentCounters;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.usage.Usage;
import io.micrometer.core.instrument.Counter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what is charged, and what is taken back. Models come from whoever sends spans, so only the
 * first few have a series of their own.
 */
final class ChargeCounts {
  static final int MAX_MODELS = 50;

  private static final String OTHERS = "others";
  private static final double NANOS = 1e9;

  private final Meters meters;
  private final Counter added;
  private final Counter takenBack;
  private final Counter usdAdded;
  private final Counter usdTakenBack;
  private final Counter unmetered;
  private final AgentCounters agents;
  private final Map<String, Counter> unpriced = new HashMap<>();

  ChargeCounts(Meters meters) {
    this.meters = meters;
    added = meters.charges(false);
    takenBack = meters.charges(true);
    usdAdded = meters.spend(false);
    usdTakenBack = meters.spend(true);
    unmetered = meters.unmeteredCalls();
    agents = meters.agents();
  }

  /** Counts what changes with some spans of a trace. */
  void add(List<Charge> changes) {
    long unmeteredNow = 0;
    Map<String, Long> unpricedNow = new HashMap<>();
    for (Charge change : changes) {
      Usage usage = change.usage();
      count(usage.calls(), 1, added, takenBack);
      count(usage.costNanos(), NANOS, usdAdded, usdTakenBack);
      if (agents.areWanted()) {
        count(change.agent(), usage);
      }
      unmeteredNow += usage.unmeteredCalls();
      if (usage.unpricedCalls() != 0) {
        unpricedNow.merge(model(change), usage.unpricedCalls(), Long::sum);
      }
    }
    increment(unmetered, unmeteredNow);
    unpricedNow.forEach((model, calls) -> increment(ofModel(model), calls));
  }

  private void count(String agent, Usage usage) {
    AgentCounters.OfAgent counters = agents.of(agent);
    count(usage.calls(), 1, counters.calls(), counters.callsTakenBack());
    count(usage.costNanos(), NANOS, counters.usd(), counters.usdTakenBack());
  }

  private static void count(long amount, double unit, Counter more, Counter less) {
    if (amount > 0) {
      more.increment(amount / unit);
    } else if (amount < 0) {
      less.increment(-amount / unit);
    }
  }

  /** A call that moves from one agent to another is counted with its first. */
  private static void increment(Counter counter, long calls) {
    if (calls > 0) {
      counter.increment((double) calls);
    }
  }

  private static String model(Charge change) {
    return change.model() == null ? "unknown" : change.model();
  }

  private Counter ofModel(String model) {
    Counter known = unpriced.get(model);
    if (known == null) {
      known = meters.unpricedCalls(unpriced.size() < MAX_MODELS ? model : OTHERS);
      if (unpriced.size() < MAX_MODELS) {
        unpriced.put(model, known);
      }
    }
    return known;
  }
}
