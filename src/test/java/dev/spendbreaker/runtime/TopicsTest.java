package dev.spendbreaker.runtime;

import static dev.spendbreaker.runtime.Finding.Severity.FATAL;
import static dev.spendbreaker.runtime.Finding.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {
  private final Topics topics = topics(Map.of());

  @Test
  void shouldWantTheTopicsOfTheContract() {
    assertThat(topics.wanted())
        .extracting(WantedTopic::name, WantedTopic::partitions, WantedTopic::configs)
        .containsExactly(
            tuple("otlp_spans", 4, Map.of("max.message.bytes", "10551296")),
            tuple("budget-policies", 1, Map.of("cleanup.policy", "compact")),
            tuple("model-prices", 1, Map.of("cleanup.policy", "compact")),
            tuple(
                "budget-decisions",
                4,
                Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "604800000")),
            tuple("otlp_logs", 4, Map.of()),
            tuple(
                "budget-rejects",
                4,
                Map.of(
                    "cleanup.policy", "delete",
                    "retention.ms", "604800000",
                    "max.message.bytes", "10616832")),
            tuple("budget-deliveries", 4, Map.of("cleanup.policy", "compact")),
            tuple(
                "budget-acks", 4, Map.of("cleanup.policy", "delete", "retention.ms", "604800000")),
            tuple("budget-kills", 4, Map.of("cleanup.policy", "compact")));
  }

  @Test
  void shouldWantNoTopicForLogsThatAreTurnedOff() {
    assertThat(topics(Map.of("logs.topic", "")).wanted())
        .extracting(WantedTopic::name)
        .containsExactly(
            "otlp_spans",
            "budget-policies",
            "model-prices",
            "budget-decisions",
            "budget-rejects",
            "budget-deliveries",
            "budget-acks",
            "budget-kills");
  }

  @Test
  void shouldTakeNamesPartitionsReplicasAndSizesFromTheSettings() {
    Topics own =
        topics(
            Map.of(
                "spans.topic", "mine",
                "internal.partitions", "12",
                "replication.factor", "3",
                "otlp.max.request.bytes", "1000000"));

    WantedTopic spans = own.wanted().get(0);

    assertThat(spans.name()).isEqualTo("mine");
    assertThat(spans.partitions()).isEqualTo(12);
    assertThat(spans.configs()).containsEntry("max.message.bytes", "1065536");
    assertThat(own.wanted()).allMatch(topic -> topic.replicationFactor() == 3);
  }

  @Test
  void shouldFindNothingWrongWithATopicAsItIsCreated() {
    assertThat(topics.wanted())
        .allSatisfy(topic -> assertThat(topics.judge(topic, topic.configs())).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "budget-policies,delete",
    "budget-policies,'compact,delete'",
    "model-prices,delete",
    "budget-decisions,delete"
  })
  void shouldNotStartWithATopicThatLosesWhatIsInForce(String name, String cleanup) {
    Finding finding = topics.judge(topic(name), Map.of("cleanup.policy", cleanup)).get(0);

    assertThat(finding.severity()).isEqualTo(FATAL);
    assertThat(finding.what())
        .startsWith("cleanup.policy is '" + cleanup + "' and must be 'compact': otherwise");
    assertThat(finding.fix())
        .isEqualTo(
            "kafka-configs.sh --bootstrap-server 127.0.0.1:9092 --alter --entity-type topics"
                + " --entity-name "
                + name
                + " --add-config cleanup.policy=compact");
  }

  @Test
  void shouldNotStartWithCompactedRejects() {
    assertThat(topics.judge(topic("budget-rejects"), Map.of("cleanup.policy", "compact")))
        .extracting(Finding::severity)
        .containsExactly(FATAL);
  }

  @Test
  void shouldWarnOfLessThanAWeekOfDecisions() {
    Map<String, String> configs =
        Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "604799999");

    assertThat(topics.judge(topic("budget-decisions"), configs))
        .containsExactly(
            new Finding(
                "budget-decisions",
                WARNING,
                "min.compaction.lag.ms is '604799999' and must be at least 604800000:"
                    + " otherwise there is less than a week of decisions to look back on",
                "kafka-configs.sh --bootstrap-server 127.0.0.1:9092 --alter --entity-type topics"
                    + " --entity-name budget-decisions"
                    + " --add-config min.compaction.lag.ms=604800000"));
  }

  @Test
  void shouldWarnWhereTheLargestRequestDoesNotFit() {
    assertThat(topics.judge(topic("otlp_spans"), Map.of("max.message.bytes", "1048588")))
        .extracting(Finding::severity)
        .containsExactly(WARNING);
  }

  @Test
  void shouldLeaveTheCleanupOfSpansToTheUser() {
    Map<String, String> configs =
        Map.of("cleanup.policy", "compact", "max.message.bytes", "99999999");

    assertThat(topics.judge(topic("otlp_spans"), configs)).isEmpty();
  }

  @Test
  void shouldSayHowToCreateATopicThatIsAbsent() {
    Topics replicated = topics(Map.of("replication.factor", "3", "bootstrap.servers", "k:1"));

    assertThat(replicated.absent(replicated.wanted().get(3)))
        .isEqualTo(
            new Finding(
                "budget-decisions",
                FATAL,
                "does not exist",
                "kafka-topics.sh --bootstrap-server k:1 --create --topic budget-decisions"
                    + " --partitions 4 --replication-factor 3 --config cleanup.policy=compact"
                    + " --config min.compaction.lag.ms=604800000"));
  }

  @Test
  void shouldSayWhichRightIsMissing() {
    assertThat(whyNotCreated(new TopicAuthorizationException("Authorization failed.")))
        .isEqualTo(
            "cannot create topic 'budget-policies': this principal may not. Let it"
                + " (kafka-acls.sh --bootstrap-server 127.0.0.1:9092 --add"
                + " --allow-principal User:spendbreaker --operation Create"
                + " --topic budget-policies), or create the topic yourself"
                + " (kafka-topics.sh --bootstrap-server 127.0.0.1:9092 --create"
                + " --topic budget-policies --partitions 1 --config cleanup.policy=compact)");
  }

  @Test
  void shouldSayThatThereAreTooFewBrokers() {
    assertThat(whyNotCreated(new InvalidReplicationFactorException("Only 1 broker.")))
        .isEqualTo(
            "cannot create topic 'budget-policies': Only 1 broker. Lower 'replication.factor'"
                + " (-1 is the broker's default) or start more brokers");
  }

  @Test
  void shouldPassOnWhatABrokersPolicyForbids() {
    assertThat(whyNotCreated(new PolicyViolationException("at least 6 partitions")))
        .startsWith("cannot create topic 'budget-policies': a policy of the brokers forbids it")
        .contains("(at least 6 partitions)", "kafka-topics.sh");
    assertThat(whyNotCreated(new InvalidTopicException("a.b and a_b collide")))
        .isEqualTo("cannot create topic 'budget-policies': a.b and a_b collide");
  }

  private String whyNotCreated(KafkaException refusal) {
    return topics.whyNotCreated(topic("budget-policies"), refusal);
  }

  private WantedTopic topic(String name) {
    return topics.wanted().stream()
        .filter(topic -> topic.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Topics topics(Map<String, String> flags) {
    try {
      return new Topics(Settings.load(flags, Map.of(), null));
    } catch (InvalidSettingsException e) {
      throw new AssertionError(e);
    }
  }
}
