package dev.spendbreaker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters with a label for the agent: of the first agents that come, as many as are wanted; all
 * others share those of {@code other}. Thread-safe.
 */
public final class AgentCounters {
  private static final String OTHER = "other";

  /** A longer name is nobody's that somebody would look for, and each scrape would carry it. */
  private static final int MAX_NAME_LENGTH = 200;

  private final MeterRegistry registry;
  private final int maxAgents;
  private final Map<String, OfAgent> agents = new ConcurrentHashMap<>();

  AgentCounters(MeterRegistry registry, int maxAgents) {
    this.registry = registry;
    this.maxAgents = maxAgents;
  }

  /**
   * What one agent was charged.
   *
   * @param calls model calls
   * @param callsTakenBack those that a later span showed to be another's
   * @param usd US dollars
   * @param usdTakenBack those of calls that were taken back
   */
  public record OfAgent(Counter calls, Counter callsTakenBack, Counter usd, Counter usdTakenBack) {}

  /** Whether there are any. */
  public boolean areWanted() {
    return maxAgents > 0;
  }

  /** Those of an agent, or of all others. */
  public OfAgent of(String agent) {
    OfAgent known = agents.get(agent);
    return known != null ? known : admit(agent);
  }

  private synchronized OfAgent admit(String agent) {
    boolean hasRoom = agents.size() < maxAgents && agent.length() <= MAX_NAME_LENGTH;
    return hasRoom ? agents.computeIfAbsent(agent, this::create) : create(OTHER);
  }

  /** The registry gives the same counters for the same name. */
  private OfAgent create(String agent) {
    return new OfAgent(
        counter("calls", "Model calls charged to an agent", agent, false),
        counter("calls", "Model calls charged to an agent", agent, true),
        counter("spend.usd", "US dollars charged to an agent", agent, false),
        counter("spend.usd", "US dollars charged to an agent", agent, true));
  }

  private Counter counter(String what, String description, String agent, boolean takenBack) {
    return Counter.builder("spendbreaker.agent." + what)
        .description(description)
        .tags("agent", agent, "change", Meters.change(takenBack))
        .register(registry);
  }
}
