package dev.spendbreaker.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.client.ApiException;
import dev.spendbreaker.gate.DecisionFeed;
import dev.spendbreaker.runtime.UnreachableException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Six simulated agents against a running application: four behave, one drifts over its warn level,
 * one runs away. They spend through the OTLP endpoint and obey what they read from the decisions
 * topic.
 */
public final class Demo implements AutoCloseable, SimulatedAgent.StopListener {
  private static final Duration REFRESH = Duration.ofMillis(500);
  private static final Duration BEFORE_RUNAWAY = Duration.ofSeconds(4);
  private static final Duration ALWAYS = Duration.ofDays(10_000);
  private static final Duration FEED_TIMEOUT = Duration.ofSeconds(10);

  private static final Map<String, String> POLICIES = policies();

  private static final List<AgentProfile> WELL_BEHAVED =
      List.of(
          agent("research-agent", "anthropic", "claude-sonnet-4-5", 2, 2_400, 300, 4_000),
          agent("support-bot", "openai", "gpt-4o-mini", 1, 1_200, 250, 1_500),
          agent("code-reviewer", "anthropic", "claude-haiku-4-5", 2, 4_000, 350, 3_000),
          agent("data-pipeline", "gcp.gemini", "gemini-2.5-flash", 3, 2_000, 200, 2_000));

  private static final AgentProfile DRIFTING =
      new AgentProfile(
          "report-writer", "openai", "gpt-4o", 2, 4_000, 500, 600, Duration.ofMillis(700));

  private static final String DRIFTING_FALLBACK = "gpt-4o-mini";

  private static final AgentProfile RUNAWAY =
      new AgentProfile(
          "inbox-triage",
          "anthropic",
          "claude-opus-4-1",
          1,
          6_000,
          400,
          500,
          Duration.ofMillis(120));

  private final Screen screen;
  private final ApiClient api;
  private final OtlpExporter exporter;
  private final DecisionFeed feed;
  private final SimulatedAgent runaway;
  private final CountDownLatch closed = new CountDownLatch(1);

  private final long startMillis = System.currentTimeMillis();

  /** The agents by their scope. */
  private final Map<Scope, SimulatedAgent> agents = new LinkedHashMap<>();

  /**
   * @param api the application
   * @param exporter sends it the agents' spans
   * @param kafka how to reach Kafka
   * @param terminal whether {@code out} is a terminal
   * @param colours whether it is to have colours
   */
  public Demo(
      ApiClient api,
      OtlpExporter exporter,
      Map<String, Object> kafka,
      String decisionsTopic,
      PrintStream out,
      boolean terminal,
      boolean colours) {
    screen = new Screen(out, terminal, colours);
    this.api = api;
    this.exporter = exporter;
    runaway = createAgents();
    feed =
        DecisionFeed.start(
            kafka,
            decisionsTopic,
            DecisionFeed.From.BEGINNING,
            record -> onDecision(record.decision()));
  }

  private static AgentProfile agent(
      String name,
      String provider,
      String model,
      int calls,
      int input,
      int output,
      int pauseMillis) {
    return new AgentProfile(
        name, provider, model, calls, input, 0, output, Duration.ofMillis(pauseMillis));
  }

  private static Map<String, String> policies() {
    Map<String, String> policies = new LinkedHashMap<>();
    policies.put(
        "every-agent",
        """
        {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 5.00},
         "window": {"rolling": "PT1H"}, "warnAt": [0.8], "onBreach": "block",
         "description": "what any agent may spend in an hour"}""");
    policies.put(
        "report-writer",
        """
        {"version": 1, "scope": {"agent": "report-writer"}, "limit": {"usd": 1.00},
         "window": {"rolling": "PT1H"}, "warnAt": [0.4], "onBreach": "block"}""");
    policies.put(
        "inbox-triage",
        """
        {"version": 1, "scope": {"agent": "inbox-triage"}, "limit": {"usd": 3.00},
         "window": {"rolling": "PT1H"}, "warnAt": [0.5], "onBreach": "kill"}""");
    return policies;
  }

  /** Returns the one that runs away. */
  private SimulatedAgent createAgents() {
    long seed = System.nanoTime();
    WELL_BEHAVED.forEach(profile -> add(profile, null, seed));
    add(DRIFTING, DRIFTING_FALLBACK, seed);
    return add(RUNAWAY, null, seed);
  }

  private SimulatedAgent add(AgentProfile profile, @Nullable String cheaperModel, long seed) {
    SimulatedAgent agent =
        new SimulatedAgent(profile, cheaperModel, exporter, this, seed + profile.name().hashCode());
    agents.put(Scope.agent(profile.name()), agent);
    return agent;
  }

  /**
   * Runs until {@link #close()}.
   *
   * @throws ApiException where a policy is refused
   * @throws UnreachableException where the application has gone away
   */
  public void run() throws InterruptedException, ApiException, UnreachableException {
    feed.awaitCaughtUp(FEED_TIMEOUT);
    for (Map.Entry<String, String> policy : POLICIES.entrySet()) {
      api.putPolicy(policy.getKey(), policy.getValue().getBytes(UTF_8));
    }
    screen.say("Six agents start to work. One of them has a bug: it will not stop by itself.");
    agents.values().stream().filter(agent -> agent != runaway).forEach(Demo::start);
    if (showFor(BEFORE_RUNAWAY)) {
      screen.say(runaway.name() + " runs away: it repeats a growing prompt in a tight loop.");
      start(runaway);
      showFor(ALWAYS);
    }
  }

  /** Keeps the table up to date for a while; returns whether the demo is still to go on. */
  private boolean showFor(Duration duration) throws InterruptedException, UnreachableException {
    long until = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < until) {
      refresh();
      if (closed.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** What cannot be shown now is shown a moment later. */
  private void refresh() throws UnreachableException {
    try {
      screen.refresh(api.scopes("dimension=agent&sort=spent&limit=20"));
    } catch (ApiException e) {
      screen.say("(the figures cannot be shown just now: " + e.getMessage() + ")");
    }
  }

  private static void start(SimulatedAgent agent) {
    Thread thread = new Thread(agent, "agent-" + agent.name());
    thread.setDaemon(true);
    thread.start();
  }

  private void onDecision(Decision decision) {
    if (decision.decidedAtMillis() >= startMillis) {
      screen.decided(decision);
    }
    SimulatedAgent agent = agents.get(decision.scope());
    if (agent != null) {
      agent.obey(decision);
    }
  }

  @Override
  public void refused(AgentProfile agent, Decision decision) {
    screen.say(
        "=> %s does not start, by a decision from before: %s"
            .formatted(agent.name(), decision.reason()));
  }

  @Override
  public void stopped(AgentProfile agent, Decision decision, long millis, int turns) {
    screen.say(
        "=> %s stopped after %d turns: %d ms after the span that crossed its limit"
            .formatted(agent.name(), turns, millis));
    screen.say("   Ctrl-C ends the demo.");
  }

  @Override
  public void close() {
    closed.countDown();
    agents.values().forEach(SimulatedAgent::close);
    feed.close();
  }
}
