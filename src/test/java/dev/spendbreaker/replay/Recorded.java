package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.topology.TopologySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology, with a recording of what came and of what it decided. */
final class Recorded implements AutoCloseable {
  private final Pipeline pipeline;
  private final Duration step;
  private final List<Message> messages = new ArrayList<>();
  private final Map<String, List<Decision>> decisions = new TreeMap<>();

  /**
   * @param step how far time goes at once: a replay's clock has no steps, so whatever is due in the
   *     test must be due at the end of one
   */
  Recorded(TopologySettings settings, Duration step) {
    pipeline = new Pipeline(settings);
    this.step = step;
  }

  /** What a replay under the same settings keeps to. */
  static ReplaySettings replaySettings(TopologySettings settings) {
    return new ReplaySettings(
        settings.usage(),
        settings.traceRetention(),
        settings.maxSpansPerTrace(),
        settings.scopeRetention());
  }

  void policy(String id, String json) {
    pipeline.policy(id, json);
    take();
  }

  void message(byte[] message) {
    pipeline.spans(message);
    messages.add(new Message("message " + messages.size(), pipeline.nowMillis(), message, null));
    take();
  }

  void goOn(int steps) {
    for (int i = 0; i < steps; i++) {
      pipeline.advance(step);
      take();
    }
  }

  long nowMillis() {
    return pipeline.nowMillis();
  }

  List<Message> messages() {
    return messages;
  }

  /** What was decided, by scope. */
  Map<String, List<Decision>> decisions() {
    return decisions;
  }

  private void take() {
    for (TestRecord<String, byte[]> record : pipeline.decisionRecords()) {
      if (record.value() != null) { // else the scope is forgotten
        Decision decision = DecisionDocuments.read(record.value());
        decisions.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(decision);
      }
    }
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
