package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.document.PriceDocuments;
import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.replay.ActualDecisions;
import dev.spendbreaker.replay.Comparison;
import dev.spendbreaker.replay.Message;
import dev.spendbreaker.replay.Outcome;
import dev.spendbreaker.replay.Replay;
import dev.spendbreaker.replay.ReplayException;
import dev.spendbreaker.replay.ReplayRequest;
import dev.spendbreaker.replay.ReplaySettings;
import dev.spendbreaker.replay.ReplayStart;
import dev.spendbreaker.replay.Report;
import dev.spendbreaker.topology.TopologySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A replay of the spans topic of the configured Kafka, compared with the decisions topic. Only
 * reads; what an application keeps is neither asked nor touched.
 */
public final class TopicReplay {
  /** How long the decisions topic keeps all decisions, by DESIGN §2; then each scope's last. */
  private static final Duration DECISIONS_KEPT = Duration.ofDays(7);

  private final Settings settings;
  private final ReplayRequest request;
  private final Watch watch;
  private final long now = System.currentTimeMillis();
  private final long toMillis;
  private final List<String> notes = new ArrayList<>();
  private long withinPeriod;

  private TopicReplay(Settings settings, ReplayRequest request, Watch watch) {
    this.settings = settings;
    this.request = request;
    this.watch = watch;
    toMillis = request.toMillis() == null ? now : Math.min(now, request.toMillis());
  }

  /** Watches the reading of each topic, and may end it before everything is read. */
  @FunctionalInterface
  public interface Watch {
    TopicHistory.Progress over(String topic);
  }

  /**
   * Replays what the topic holds now.
   *
   * @throws UnreachableException where Kafka does not answer
   * @throws TopicsException where a topic is not there, or may not be read
   * @throws InvalidSettingsException where Kafka refuses a property
   * @throws ReplayException where there is nothing to replay
   */
  public static Report run(Settings settings, ReplayRequest request, Watch watch)
      throws UnreachableException, TopicsException, InvalidSettingsException, ReplayException {
    return new TopicReplay(settings, request, watch).run();
  }

  /** What a replay under these settings keeps to. */
  public static ReplaySettings replaySettings(Settings settings) {
    TopologySettings topology = Application.topologySettings(settings);
    return new ReplaySettings(
        topology.usage(),
        topology.traceRetention(),
        topology.maxSpansPerTrace(),
        topology.scopeRetention());
  }

  private Report run()
      throws UnreachableException, TopicsException, InvalidSettingsException, ReplayException {
    Settings.Topics topics = settings.topics();
    try (TopicHistory spans = TopicHistory.open(settings, topics.spans());
        TopicHistory prices = TopicHistory.find(settings, topics.prices());
        TopicHistory decisions = TopicHistory.find(settings, topics.decisions())) {
      return run(spans, pricesSet(prices), decisions);
    }
  }

  private Report run(
      TopicHistory spans, Map<String, ModelPrice> pricesSet, @Nullable TopicHistory decisions)
      throws UnreachableException, TopicsException, ReplayException {
    PriceBook bundled = PriceBook.bundled();
    Map<String, ModelPrice> prices = request.with(pricesSet);
    Replay replay =
        new Replay(
            replaySettings(settings),
            bundled.with(prices),
            request.policies(),
            request.fromMillis());
    Reading reading = new Reading(settings.topics().spans());
    Long missingBefore = readSpans(spans, replay, reading);
    Outcome outcome = replay.end(reading.cutAtMillis == null ? toMillis : reading.cutAtMillis);
    return new Report(
        "topic " + settings.topics().spans(),
        request.policies(),
        bundled.source(),
        prices.size(),
        missingBefore,
        reading.cutAtMillis == null,
        outcome,
        comparison(decisions, outcome),
        List.copyOf(notes));
  }

  /** A reading of one topic: where it was cut short, if it was. */
  private final class Reading implements TopicHistory.Progress {
    private final TopicHistory.Progress watched;
    @Nullable Long cutAtMillis;

    Reading(String topic) {
      watched = watch.over(topic);
    }

    @Override
    public boolean at(long read, long toRead, long timeMillis) {
      boolean wanted = watched.at(read, toRead, timeMillis);
      cutAtMillis = wanted ? null : (Long) timeMillis;
      return wanted;
    }
  }

  private @Nullable Long readSpans(TopicHistory spans, Replay replay, Reading reading)
      throws UnreachableException, TopicsException, ReplayException {
    Long missingBefore =
        spans.read(
            start(),
            toMillis,
            (record, time) -> {
              withinPeriod += request.isWithin(time) ? 1 : 0;
              replay.take(message(record, time));
            },
            reading);
    if (withinPeriod == 0 && reading.cutAtMillis == null) {
      throw nothingIn(spans.firstMillis());
    }
    return missingBefore;
  }

  private long start() {
    Long from = request.fromMillis();
    return from == null
        ? TopicHistory.BEGINNING
        : ReplayStart.of(request.policies(), from, settings.trace().retention());
  }

  private ReplayException nothingIn(@Nullable Long firstMillis) {
    String period =
        (request.fromMillis() == null ? "up to " : instant(request.fromMillis()) + " to ")
            + instant(toMillis);
    String there =
        firstMillis == null ? "it holds none at all" : "its first is of " + instant(firstMillis);
    return new ReplayException(
        "topic '%s' holds no message of the period (%s): %s"
            .formatted(settings.topics().spans(), period, there));
  }

  private static Message message(ConsumerRecord<byte[], byte[]> record, long time) {
    String place = record.topic() + "-" + record.partition() + "@" + record.offset();
    Header type = record.headers().lastHeader("content-type");
    boolean isTyped = type != null && type.value() != null;
    return new Message(
        place, time, record.value(), isTyped ? new String(type.value(), UTF_8) : null);
  }

  /** The prices that are set now; a record that is no price is passed over, as everywhere. */
  private Map<String, ModelPrice> pricesSet(@Nullable TopicHistory prices)
      throws UnreachableException, TopicsException {
    Map<String, ModelPrice> set = new HashMap<>();
    if (prices != null) {
      Reading reading = new Reading(settings.topics().prices());
      prices.read(TopicHistory.BEGINNING, now, (record, time) -> change(set, record), reading);
      if (reading.cutAtMillis != null) {
        notes.add("Not all prices that are set were read: some calls may count at another price.");
      }
    }
    return set;
  }

  private static void change(
      Map<String, ModelPrice> prices, ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), UTF_8);
    try {
      if (record.value() == null) {
        prices.remove(PriceDocuments.key(key));
      } else {
        prices.put(PriceDocuments.key(key), PriceDocuments.parse(key, record.value(), 0).price());
      }
    } catch (InvalidDocumentException e) {
      // It stands in the rejects topic, with the reason; the price before it stays in force.
    }
  }

  private @Nullable Comparison comparison(@Nullable TopicHistory decisions, Outcome outcome)
      throws UnreachableException, TopicsException {
    if (decisions == null) {
      notes.add("There is no topic '%s' to compare with.".formatted(settings.topics().decisions()));
      return null;
    }
    ActualDecisions actual = new ActualDecisions(outcome.fromMillis(), outcome.toMillis());
    int[] unusable = {0};
    Reading reading = new Reading(settings.topics().decisions());
    decisions.read(
        TopicHistory.BEGINNING,
        now,
        (record, time) -> unusable[0] += add(record, time, actual) ? 0 : 1,
        reading);
    if (reading.cutAtMillis != null) {
      notes.add("What was really decided was not read to its end, and so is left out.");
      return null;
    }
    noteWhatIsLeftOut(outcome, unusable[0]);
    return Comparison.of(outcome, actual);
  }

  private void noteWhatIsLeftOut(Outcome outcome, int unusable) {
    if (outcome.fromMillis() < now - DECISIONS_KEPT.toMillis()) {
      notes.add(
          "Of decisions that are older than 7 days the topic may hold only each scope's last: what"
              + " was really refused before may be missing here.");
    }
    if (unusable > 0) {
      notes.add(unusable + " records of the decisions topic are no decisions: left out.");
    }
  }

  private static boolean add(
      ConsumerRecord<byte[], byte[]> record, long time, ActualDecisions actual) {
    try {
      if (record.value() == null) {
        actual.forgotten(Scope.parse(new String(record.key(), UTF_8)), time);
      } else {
        actual.decided(DecisionDocuments.read(record.value()));
      }
      return true;
    } catch (InvalidDocumentException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String instant(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
