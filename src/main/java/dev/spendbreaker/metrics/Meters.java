package dev.spendbreaker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** The meters of one application. Thread-safe. */
public final class Meters implements AutoCloseable {
  /** The property under which Kafka Streams hands them to what it creates. */
  public static final String CONFIG = "spendbreaker.meters";

  /** The content type of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String CHANGE = "change";

  private static final Duration[] DECISION_BOUNDS =
      millis(50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000);
  private static final Duration[] CHECK_BOUNDS = millis(1, 2, 5, 10, 25, 50, 100, 250, 1_000);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final AgentCounters agents;

  /** Without a label for agents. */
  public Meters() {
    this(0);
  }

  /**
   * Meters of an application.
   *
   * @param maxAgents how many agents have series of their own
   */
  public Meters(int maxAgents) {
    agents = new AgentCounters(registry, maxAgents);
    registry.config().meterFilter(KafkaSelection.FILTER);
  }

  /** Those of Kafka Streams' configuration; where it has none, some that nobody reads. */
  public static Meters of(Map<String, ?> config) {
    return config.get(CONFIG) instanceof Meters meters ? meters : new Meters();
  }

  /** All series in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  /** For what others measure: the JVM, Kafka's clients. */
  public MeterRegistry registry() {
    return registry;
  }

  public Counter spans() {
    return counter("spans", "Spans read").register(registry);
  }

  public Counter ownSpans() {
    return counter("spans.own", "Spans of Spendbreaker itself, charged to nobody")
        .register(registry);
  }

  public Counter duplicateSpans() {
    return counter("spans.duplicate", "Spans that had come before, and were not charged again")
        .register(registry);
  }

  public Counter spansBeyondBound() {
    return counter("spans.unremembered", "Spans beyond trace.max.spans, charged by themselves")
        .register(registry);
  }

  /**
   * Model calls.
   *
   * @param takenBack those that a later span showed to be another's, or none
   */
  public Counter charges(boolean takenBack) {
    return counter("charges", "Model calls charged; taken back where a later span corrected them")
        .tag(CHANGE, change(takenBack))
        .register(registry);
  }

  /** Money, in US dollars. */
  public Counter spend(boolean takenBack) {
    return counter("spend.usd", "US dollars charged; taken back where a later span corrected them")
        .tag(CHANGE, change(takenBack))
        .register(registry);
  }

  static String change(boolean takenBack) {
    return takenBack ? "taken_back" : "added";
  }

  /** What each agent is charged, where that is wanted. */
  public AgentCounters agents() {
    return agents;
  }

  public Counter unmeteredCalls() {
    return counter("calls.unmetered", "Model calls that reported no usage").register(registry);
  }

  public Counter unpricedCalls(String model) {
    return counter("calls.unpriced", "Model calls without a price")
        .tag("model", model)
        .register(registry);
  }

  /**
   * Rejects.
   *
   * @param source what was read: spans, policies, prices, acks
   * @param reason a code, of few
   */
  public Counter rejects(String source, String reason) {
    return counter("rejects", "Records of which something could not be used")
        .tags("source", source, "reason", reason)
        .register(registry);
  }

  public Counter decisions(String action) {
    return counter("decisions", "Decisions written").tag("action", action).register(registry);
  }

  /**
   * Attempts to deliver webhooks, and deliveries that are given up without another.
   *
   * @param outcome of few: delivered, failed, given_up
   */
  public Counter webhooks(String outcome) {
    return counter("webhooks", "Attempts to deliver webhooks")
        .tag("outcome", outcome)
        .register(registry);
  }

  public Counter forgottenScopes() {
    return counter("scopes.forgotten", "Scopes forgotten because they were idle")
        .register(registry);
  }

  /**
   * Scopes that got no account, counted once for each trace.
   *
   * @param tasks those with a task, or all others
   */
  public Counter overflowedScopes(boolean tasks) {
    return counter("scopes.overflowed", "New scopes beyond the limit, charged to an overflow")
        .tag("kind", tasks ? "task" : "other")
        .register(registry);
  }

  /** From the end of the span that brought a decision about, to the decision. */
  public Timer spanToDecision() {
    return timer("span.to.decision", "From the end of a span to the decision that it brought about")
        .serviceLevelObjectives(DECISION_BOUNDS)
        .register(registry);
  }

  /** From the decision that is a kill until somebody acted on it. */
  public Timer decisionToAck() {
    return timer("decision.to.ack", "From a kill until somebody acted on it")
        .serviceLevelObjectives(DECISION_BOUNDS)
        .register(registry);
  }

  /** Kills that nobody acknowledged in time. */
  public Counter unacknowledgedKills() {
    return counter("kills.unacknowledged", "Kills that nobody acknowledged within ack.timeout")
        .register(registry);
  }

  /**
   * Checks, answered by memory.
   *
   * @param status of the answer
   */
  public Timer checks(int status) {
    return timer("check", "Answering whether a call may go on")
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(CHECK_BOUNDS)
        .register(registry);
  }

  /**
   * A figure that is asked for with each scrape.
   *
   * @param value null where it is not known
   * @param tags names and values in turn
   */
  public void gauge(String name, String description, Supplier<Number> value, String... tags) {
    Gauge.builder(ours(name), value)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private static Counter.Builder counter(String name, String description) {
    return Counter.builder(ours(name)).description(description);
  }

  private static Timer.Builder timer(String name, String description) {
    return Timer.builder(ours(name)).description(description);
  }

  private static String ours(String name) {
    return "spendbreaker." + name;
  }

  private static Duration[] millis(long... bounds) {
    Duration[] durations = new Duration[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      durations[i] = Duration.ofMillis(bounds[i]);
    }
    return durations;
  }

  @Override
  public void close() {
    registry.close();
  }
}
