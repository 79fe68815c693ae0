package dev.spendbreaker.formats;

import static dev.spendbreaker.testing.Spans.text;

import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.topology.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.TestOutputTopic;

/**
 * A little of everything that is ever stored, and of what travels between sub-topologies: the same
 * bytes whenever it is made, as long as no format changes.
 *
 * <p>The changelogs are those of agents {@code a} and {@code b}. What travels was on its way when
 * the instance ended: calls of {@code late-1}, on the way to settlement, and of {@code late-2}, on
 * the way to the ledger.
 */
final class World implements AutoCloseable {
  static final String BY_TRACE = "by-trace-repartition";
  static final String BY_AGENT = "by-agent-repartition";

  private static final String BUDGET =
      """
      {"version": 1, "scope": {"agent": "a"}, "limit": {"usd": 10}, "warnAt": [0.5],
       "onBreach": "kill", "latch": true, "description": "all of a's life",
       "webhook": {"url": "https://hooks.example.com/x", "secret": "env:SECRET"},
       "grants": [{"id": "g1", "amount": 1, "expiresAt": "2026-12-01T00:00:00Z"}]}""";

  private final Pipeline pipeline = Pipeline.withDimensions(Map.of("team", "team.id"));
  private final Map<String, TestOutputTopic<byte[], byte[]>> topics = new HashMap<>();

  World() {
    Catalog.stores().forEach(store -> open(store.name() + "-changelog"));
    open(BY_TRACE);
    open(BY_AGENT);
  }

  private void open(String topic) {
    topics.put(
        topic,
        pipeline.output(
            Pipeline.APPLICATION_ID + "-" + topic,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer()));
  }

  /** All of it, sorted. */
  List<Stored> records() {
    live();
    List<Stored> all = new ArrayList<>(changelogs());
    all.addAll(travelling());
    return List.copyOf(new TreeSet<>(all));
  }

  private void live() {
    pipeline.price("acme/small", "{\"version\": 1, \"input\": 1, \"output\": 2}");
    pipeline.policy("life", BUDGET);
    pipeline.policy(
        "hour",
        """
        {"version": 1, "scope": {"team": "*"}, "limit": {"tokens": 1000000},
         "window": {"rolling": "PT1H"}, "mode": "shadow"}""");
    pipeline.policy(
        "month",
        """
        {"version": 1, "scope": {"agent": "*", "task": "*"}, "limit": {"calls": 1000},
         "window": {"calendar": "month", "zone": "Europe/Berlin"}, "warnAt": []}""");
    // 6 USD of a, in two tasks; the second call comes before the span of its agent
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, "a", "t1", 2).toBytes());
    pipeline.advance(Duration.ofSeconds(90));
    Spans.trace(2, pipeline.nowMillis())
        .agent(1, 0, "a")
        .call(2, 1, 4, text("gen_ai.conversation.id", "t2"), text("team.id", "blue"))
        .oneByOneInReverse()
        .forEach(pipeline::spans);
    // a call of b that has no price
    pipeline.spans(
        Spans.trace(3, pipeline.nowMillis())
            .call(
                1, 0, 0, text("gen_ai.agent.name", "b"), text("gen_ai.request.model", "unheard-of"))
            .toBytes());
    pipeline.advance(Duration.ofSeconds(2));
  }

  /** The last value of each key, as compaction leaves it. */
  private List<Stored> changelogs() {
    Map<String, Stored> last = new HashMap<>();
    topics.forEach(
        (topic, output) ->
            output
                .readRecordsToList()
                .forEach(
                    record -> {
                      String place = topic + Arrays.toString(record.key());
                      if (record.value() == null) {
                        last.remove(place);
                      } else {
                        last.put(place, Stored.of(topic, record.key(), record.value()));
                      }
                    }));
    return last.values().stream().filter(stored -> stored.topic().endsWith("-changelog")).toList();
  }

  private List<Stored> travelling() {
    List<Stored> found = new ArrayList<>();
    pipeline.spans(Spans.trace(11, pipeline.nowMillis()).call(1, "late-1", "t", 0.25).toBytes());
    pipeline.policy(
        "late",
        """
        {"version": 1, "scope": {"agent": "late-1"}, "limit": {"usd": 5}}""");
    found.addAll(read(BY_TRACE));
    read(BY_AGENT);
    pipeline.spans(Spans.trace(12, pipeline.nowMillis()).call(1, "late-2", "t", 0.5).toBytes());
    found.addAll(read(BY_AGENT));
    return found;
  }

  private List<Stored> read(String topic) {
    return Objects.requireNonNull(topics.get(topic)).readRecordsToList().stream()
        .map(record -> Stored.of(topic, record.key(), record.value()))
        .toList();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
