package dev.spendbreaker.demo;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An agent that works turn by turn until it is told to stop. It obeys the decisions about it: at a
 * warning it goes on with a cheaper model, at block or kill it stops.
 */
final class SimulatedAgent implements Runnable {
  /** Told when an agent stops because it was decided so. */
  interface StopListener {
    /**
     * Called once, by the agent's own thread.
     *
     * @param millis from the moment the span that crossed the limit was sent until the agent stood
     *     still
     */
    void stopped(AgentProfile agent, Decision decision, long millis, int turns);

    /** Called instead where a decision from before keeps the agent from its first turn. */
    void refused(AgentProfile agent, Decision decision);
  }

  private final OtlpExporter exporter;
  private final @Nullable String cheaperModel;
  private final StopListener stopListener;
  private final Random random;

  /** When each span was sent, by its id; read by the same thread only. */
  private final Map<String, Long> sentNanos = new HashMap<>();

  private AgentProfile profile;
  private volatile @Nullable Decision decision;
  private volatile boolean closed;

  /**
   * @param cheaperModel what it falls back to at a warning; null where it takes no notice
   * @param seed of its ids and pauses
   */
  SimulatedAgent(
      AgentProfile profile,
      @Nullable String cheaperModel,
      OtlpExporter exporter,
      StopListener stopListener,
      long seed) {
    this.profile = profile;
    this.cheaperModel = cheaperModel;
    this.exporter = exporter;
    this.stopListener = stopListener;
    this.random = new Random(seed);
  }

  String name() {
    return profile.name();
  }

  /** Takes note of a decision about this agent. */
  synchronized void obey(Decision decision) {
    this.decision = decision;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  @Override
  public void run() {
    String task = "run-" + Long.toHexString(random.nextLong() >>> 40);
    try {
      int turns = 0;
      while (!closed && !mustStop()) {
        heedWarning();
        send(new Turn(profile, task, turns++, System.currentTimeMillis(), random).request());
        pause();
      }
      tellIfStopped(turns);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean mustStop() {
    Decision last = decision;
    return last != null && last.action().compareTo(Action.BLOCK) >= 0;
  }

  private void heedWarning() {
    Decision last = decision;
    boolean warned = last != null && last.action() == Action.WARN;
    if (warned && cheaperModel != null && !profile.model().equals(cheaperModel)) {
      profile = profile.frugal(cheaperModel);
    }
  }

  private void send(ExportTraceServiceRequest request) throws InterruptedException {
    long now = System.nanoTime();
    for (Span span : request.getResourceSpans(0).getScopeSpans(0).getSpansList()) {
      sentNanos.put(HexFormat.of().formatHex(span.getSpanId().toByteArray()), now);
    }
    try {
      exporter.export(request);
    } catch (IOException e) {
      Thread.sleep(1_000);
    }
  }

  /** Waits for the next turn, or until a decision or the end comes. */
  private synchronized void pause() throws InterruptedException {
    long millis = profile.pause().toMillis();
    long until = System.nanoTime() + (millis + random.nextLong(millis / 4 + 1)) * 1_000_000;
    while (!closed && !mustStop() && System.nanoTime() < until) {
      wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
    }
  }

  private void tellIfStopped(int turns) {
    Decision last = decision;
    if (last != null && mustStop() && turns == 0) {
      stopListener.refused(profile, last);
    } else if (last != null && mustStop() && last.trigger() != null) {
      Long sent = sentNanos.get(last.trigger().spanId());
      if (sent != null) {
        stopListener.stopped(profile, last, (System.nanoTime() - sent) / 1_000_000, turns);
      }
    }
  }
}
