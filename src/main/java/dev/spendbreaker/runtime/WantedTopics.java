package dev.spendbreaker.runtime;

import static dev.spendbreaker.runtime.Finding.Severity.FATAL;
import static dev.spendbreaker.runtime.Finding.Severity.WARNING;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.WantedTopic.AtLeast;
import dev.spendbreaker.runtime.WantedTopic.Exactly;
import dev.spendbreaker.runtime.WantedTopic.Requirement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The topics of DESIGN §2, as the settings want them. */
final class WantedTopics {
  private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();

  /** What a record holds besides a request: key, headers and framing. */
  private static final int RECORD_OVERHEAD_BYTES = 64 * 1024;

  private static final Requirement DELETED =
      new Exactly(
          CLEANUP_POLICY_CONFIG,
          CLEANUP_POLICY_DELETE,
          FATAL,
          "a compacted topic refuses records without a key, as those of spans often are");

  private static final Requirement KEPT_A_WEEK =
      new AtLeast(
          MIN_COMPACTION_LAG_MS_CONFIG,
          WEEK_MILLIS,
          WARNING,
          "otherwise there is less than a week of decisions to look back on");

  private final Settings.Topics settings;
  private final int spansBytes;

  private WantedTopics(Settings settings) {
    this.settings = settings.topics();
    this.spansBytes = settings.otlp().maxRequestBytes() + RECORD_OVERHEAD_BYTES;
  }

  /** In the order data flows through them. */
  static List<WantedTopic> of(Settings settings) {
    WantedTopics topics = new WantedTopics(settings);
    List<WantedTopic> wanted = new ArrayList<>();
    wanted.add(topics.spans());
    wanted.add(topics.policies());
    wanted.add(topics.prices());
    wanted.add(topics.decisions());
    if (!settings.topics().logs().isEmpty()) {
      wanted.add(topics.logs());
    }
    wanted.add(topics.rejects());
    wanted.add(topics.deliveries());
    wanted.add(topics.acks());
    wanted.add(topics.kills());
    return wanted;
  }

  private WantedTopic spans() {
    return topic(
        settings.spans(),
        settings.partitions(),
        Map.of(MAX_MESSAGE_BYTES_CONFIG, Integer.toString(spansBytes)),
        holds(spansBytes, "otherwise the largest OTLP request is refused"));
  }

  private WantedTopic policies() {
    return topic(
        settings.policies(),
        1,
        Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT),
        compacted("otherwise policies are lost when they get old"));
  }

  private WantedTopic prices() {
    return topic(
        settings.prices(),
        1,
        Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT),
        compacted("otherwise prices are lost when they get old"));
  }

  private WantedTopic decisions() {
    return topic(
        settings.decisions(),
        settings.partitions(),
        Map.of(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_COMPACT,
            MIN_COMPACTION_LAG_MS_CONFIG,
            Long.toString(WEEK_MILLIS)),
        compacted("otherwise the decision in force is lost when it gets old"),
        KEPT_A_WEEK);
  }

  /** How long its records are kept is the user's affair: whatever reads them may do so at once. */
  private WantedTopic logs() {
    return topic(settings.logs(), settings.partitions(), Map.of());
  }

  private WantedTopic rejects() {
    int bytes = spansBytes + RECORD_OVERHEAD_BYTES;
    return topic(
        settings.rejects(),
        settings.partitions(),
        Map.of(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_DELETE,
            RETENTION_MS_CONFIG,
            Long.toString(WEEK_MILLIS),
            MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(bytes)),
        DELETED,
        holds(bytes, "otherwise a large record cannot be kept here"));
  }

  private WantedTopic deliveries() {
    return topic(
        settings.deliveries(),
        settings.partitions(),
        Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT),
        compacted("otherwise dead deliveries are lost when they get old"));
  }

  private WantedTopic acks() {
    return topic(
        settings.acks(),
        settings.partitions(),
        Map.of(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_DELETE,
            RETENTION_MS_CONFIG,
            Long.toString(WEEK_MILLIS)));
  }

  private WantedTopic kills() {
    return topic(
        settings.kills(),
        settings.partitions(),
        Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT),
        compacted("otherwise it is forgotten who acknowledged a kill"));
  }

  private WantedTopic topic(
      String name, int partitions, Map<String, String> configs, Requirement... requirements) {
    return new WantedTopic(
        name, partitions, settings.replicationFactor(), configs, List.of(requirements));
  }

  private static Requirement compacted(String why) {
    return new Exactly(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT, FATAL, why);
  }

  private static Requirement holds(int bytes, String why) {
    return new AtLeast(MAX_MESSAGE_BYTES_CONFIG, bytes, WARNING, why);
  }
}
