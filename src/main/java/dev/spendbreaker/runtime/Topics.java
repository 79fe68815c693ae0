package dev.spendbreaker.runtime;

import static dev.spendbreaker.runtime.Finding.Severity.FATAL;
import static dev.spendbreaker.runtime.Finding.Severity.WARNING;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.WantedTopic.Requirement;
import dev.spendbreaker.topology.Catalog;
import dev.spendbreaker.webhook.WebhookNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics the application reads and writes (DESIGN §2): creates and checks them. */
public final class Topics {
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
  private static final long VISIBLE_POLL_MILLIS = 50;

  private final String servers;
  private final String applicationId;
  private final int partitions;
  private final TopicTools tools;
  private final List<WantedTopic> wanted;

  public Topics(Settings settings) {
    servers = settings.bootstrapServers();
    applicationId = settings.streams().applicationId();
    partitions = settings.topics().partitions();
    tools = new TopicTools(servers);
    wanted = WantedTopics.of(settings);
  }

  /** The topics as they should be, in the order data flows through them. */
  public List<WantedTopic> wanted() {
    return wanted;
  }

  /**
   * Creates the topics that are missing and waits until the broker shows them. One that another
   * instance creates at the same time is as good as one created here.
   *
   * @return the topics created here
   * @throws UnreachableException where Kafka does not answer
   * @throws TopicsException where Kafka refuses to create one; the others are created
   */
  public List<WantedTopic> create(Admin admin) throws UnreachableException, TopicsException {
    List<WantedTopic> missing = missing(admin, wanted);
    List<NewTopic> asked = missing.stream().map(Topics::asNew).toList();
    Map<String, KafkaFuture<Void>> answers = admin.createTopics(asked).values();
    List<WantedTopic> created = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (WantedTopic topic : missing) {
      try {
        if (isCreated(answers, topic)) {
          created.add(topic);
        }
      } catch (KafkaException e) {
        problems.add(whyNotCreated(topic, e));
      }
    }
    if (!problems.isEmpty()) {
      throw new TopicsException(problems);
    }
    awaitVisible(admin, missing);
    return created;
  }

  /** Whether it was created here, not by another instance just before. */
  private boolean isCreated(Map<String, KafkaFuture<Void>> answers, WantedTopic topic)
      throws UnreachableException {
    try {
      KafkaAdmin.await(answers, topic.name(), servers);
      return true;
    } catch (TopicExistsException e) {
      return false;
    }
  }

  /**
   * Compares the topics with what they should be.
   *
   * @return what is not as it should be; empty where all is well
   * @throws UnreachableException where Kafka does not answer, or refuses the credentials
   */
  public List<Finding> check(Admin admin) throws UnreachableException {
    List<Finding> findings = new ArrayList<>();
    for (WantedTopic topic : wanted) {
      try {
        Optional<Map<String, String>> configs = configs(admin, topic.name());
        findings.addAll(configs.map(found -> judge(topic, found)).orElse(List.of(absent(topic))));
      } catch (AuthorizationException e) {
        findings.add(hidden(topic));
      }
    }
    return findings;
  }

  /**
   * Checks the topics between the sub-topologies, which Kafka Streams creates once and for all.
   *
   * @return what keeps the application from starting; empty where all is well
   */
  public List<String> checkInternal(Admin admin) throws UnreachableException {
    List<String> problems = new ArrayList<>();
    for (String topic : internalTopics()) {
      int found = partitions(admin, topic);
      if (found != 0 && found != partitions) {
        problems.add(
            ("topic %s has %d partitions, and 'internal.partitions' is %d: set it back to %d, or run"
                    + " under another 'application.id', which starts from nothing")
                .formatted(topic, found, partitions, found));
      }
    }
    return problems;
  }

  private List<String> internalTopics() {
    Stream<String> ofStreams =
        Catalog.repartitions().stream().map(topic -> applicationId + "-" + topic.name());
    return Stream.concat(ofStreams, Stream.of(WebhookNames.eventsTopic(applicationId))).toList();
  }

  /** 0 where there is no such topic, or none that may be seen. */
  private int partitions(Admin admin, String topic) throws UnreachableException {
    try {
      return KafkaAdmin.await(
              admin.describeTopics(List.of(topic)).topicNameValues(), topic, servers)
          .partitions()
          .size();
    } catch (UnknownTopicOrPartitionException | AuthorizationException e) {
      return 0;
    }
  }

  /** What is wrong with an existing topic that has these configs. */
  List<Finding> judge(WantedTopic topic, Map<String, String> configs) {
    List<Finding> findings = new ArrayList<>();
    for (Requirement requirement : topic.requirements()) {
      String actual = configs.get(requirement.config());
      if (actual != null && !requirement.isMetBy(actual)) {
        findings.add(unmet(topic.name(), requirement, actual));
      }
    }
    return findings;
  }

  private Finding unmet(String topic, Requirement requirement, String actual) {
    return new Finding(
        topic,
        requirement.severity(),
        requirement.describe(actual),
        tools.alter(topic, requirement.config(), requirement.wanted()));
  }

  Finding absent(WantedTopic topic) {
    return new Finding(topic.name(), FATAL, "does not exist", tools.create(topic));
  }

  private Finding hidden(WantedTopic topic) {
    return new Finding(
        topic.name(),
        WARNING,
        "cannot be checked: this principal may not describe it",
        tools.allow(topic.name(), "Describe", "DescribeConfigs"));
  }

  /** Why a topic could not be created, and what to do. */
  String whyNotCreated(WantedTopic topic, KafkaException refusal) {
    String reason = "cannot create topic '" + topic.name() + "': ";
    if (refusal instanceof AuthorizationException) {
      return "%sthis principal may not. Let it (%s), or create the topic yourself (%s)"
          .formatted(reason, tools.allow(topic.name(), "Create"), tools.create(topic));
    }
    if (refusal instanceof InvalidReplicationFactorException) {
      return reason
          + refusal.getMessage()
          + " Lower 'replication.factor' (-1 is the broker's default) or start more brokers";
    }
    if (refusal instanceof PolicyViolationException) {
      return "%sa policy of the brokers forbids it (%s). Create it yourself, starting from: %s"
          .formatted(reason, refusal.getMessage(), tools.create(topic));
    }
    return reason + refusal.getMessage();
  }

  private List<WantedTopic> missing(Admin admin, List<WantedTopic> topics)
      throws UnreachableException {
    List<WantedTopic> missing = new ArrayList<>();
    for (WantedTopic topic : topics) {
      if (!exists(admin, topic.name())) {
        missing.add(topic);
      }
    }
    return missing;
  }

  /** Whether a topic is there; one that may not be seen counts as absent. */
  private boolean exists(Admin admin, String topic) throws UnreachableException {
    try {
      KafkaAdmin.await(admin.describeTopics(List.of(topic)).topicNameValues(), topic, servers);
      return true;
    } catch (UnknownTopicOrPartitionException | AuthorizationException e) {
      return false;
    }
  }

  /** A created topic is known to the controller at once, to the other brokers a little later. */
  private void awaitVisible(Admin admin, List<WantedTopic> topics) throws UnreachableException {
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (!missing(admin, topics).isEmpty() && System.nanoTime() < deadline) {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(VISIBLE_POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  /** The configs of a topic, defaults of the broker included; empty where there is no topic. */
  private Optional<Map<String, String>> configs(Admin admin, String topic)
      throws UnreachableException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config =
          KafkaAdmin.await(admin.describeConfigs(List.of(resource)).values(), resource, servers);
      return Optional.of(asMap(config));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> asMap(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  private static NewTopic asNew(WantedTopic topic) {
    return new NewTopic(topic.name(), topic.partitions(), topic.replicationFactor())
        .configs(topic.configs());
  }
}
