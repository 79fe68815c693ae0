package dev.spendbreaker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.DeliveryDocuments;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.KillDocuments;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The webhooks' topology in a driver whose clock tests move; what it sends goes over HTTP. */
final class DeliveryPipeline implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-23T09:00:00Z");
  static final Duration RETENTION = Duration.ofDays(7);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final Meters meters = new Meters();
  private final HttpSender sender;
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> decisions;
  private final TestInputTopic<String, byte[]> policies;
  private final TestInputTopic<String, byte[]> acks;
  private final TestInputTopic<String, byte[]> events;
  private long policyOffset;

  /**
   * Starts it.
   *
   * @param global the webhook of the settings
   * @param environment what references may name
   * @param ackTimeout for how long somebody may take to acknowledge a kill
   */
  DeliveryPipeline(
      Path stateDir,
      @Nullable Webhook global,
      Map<String, String> environment,
      Duration ackTimeout,
      Duration... retryDelays) {
    DeliverySettings settings =
        new DeliverySettings(
            "decisions",
            "policies",
            "acks",
            "deliveries",
            "kills",
            "rejects",
            1,
            Dimensions.with(List.of()),
            global,
            List.of(retryDelays),
            ackTimeout,
            RETENTION);
    sender =
        new HttpSender(
            new SenderOptions(List.of("127.0.0.1"), true, null, Duration.ofSeconds(10)),
            environment,
            InstantSource.system());
    Properties config = new Properties();
    config.put("application.id", "test-webhooks");
    config.put("bootstrap.servers", "none:1");
    config.put("state.dir", stateDir.toString());
    config.put(Meters.CONFIG, meters);
    driver = new TopologyTestDriver(WebhookTopology.build(settings, sender, config), config, START);
    decisions = input("decisions");
    policies = input("policies");
    acks = input("acks");
    events = input("test-webhooks-" + WebhookNames.BY_SCOPE + "-repartition");
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  void decide(Decision decision) {
    decisions.pipeInput(decision.scope().key(), DecisionDocuments.write(decision));
  }

  /**
   * Sets a policy.
   *
   * @return its revision
   */
  long policy(String id, String webhook) {
    return change(
        id,
        """
        {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 5}, "webhook": %s}"""
            .formatted(webhook));
  }

  void deletePolicy(String id) {
    change(id, null);
  }

  private long change(String id, @Nullable String document) {
    policies.pipeInput(
        new TestRecord<>(
            id, document == null ? null : document.getBytes(UTF_8), new RecordHeaders(), START));
    return ++policyOffset;
  }

  void resend(Scope scope, String deliveryId) {
    events.pipeInput(scope.key(), ResendRequest.encode(deliveryId));
  }

  void forget(Scope scope) {
    decisions.pipeInput(scope.key(), (byte[]) null);
  }

  /** A record of the acks topic. */
  void acknowledge(@Nullable String key, @Nullable String value) {
    acks.pipeInput(key, value == null ? null : value.getBytes(UTF_8));
  }

  /** What is known of a kill; null for nothing. */
  @Nullable KillStatus kill(Decision decision) {
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore(WebhookNames.KILL_STATUS_STORE);
    byte[] document = store.get(decision.decisionId());
    return document == null ? null : KillDocuments.read(document);
  }

  /** Why records were rejected. */
  List<String> rejections() {
    return driver
        .createOutputTopic("rejects", new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(record -> record.headers().lastHeader("spendbreaker.reject.reason").value())
        .map(reason -> new String(reason, UTF_8))
        .toList();
  }

  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** Lets it take in what came of attempts, until an assertion holds. */
  void until(Eventually.Assertion assertion) throws InterruptedException {
    Eventually.holds(
        PATIENCE,
        () -> {
          pass(Duration.ofMillis(50));
          assertion.run();
        });
  }

  /** Where the deliveries stand that are remembered, by their ids. */
  Map<String, DeliveryStatus> deliveries() {
    Map<String, DeliveryStatus> statuses = new LinkedHashMap<>();
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore(WebhookNames.STATUS_STORE);
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> statuses.put(entry.key, DeliveryDocuments.read(entry.value)));
    }
    return statuses;
  }

  DeliveryStatus only() {
    List<DeliveryStatus> all = new ArrayList<>(deliveries().values());
    if (all.size() != 1) {
      throw new AssertionError("wanted one delivery, there are " + all);
    }
    return all.get(0);
  }

  /** All that every topic was sent, changelogs included, as text. */
  String everyTopic() {
    StringBuilder text = new StringBuilder();
    driver
        .producedTopicNames()
        .forEach(
            topic ->
                driver
                    .createOutputTopic(
                        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()
                    .forEach(record -> text.append(text(record.value()))));
    return text.toString();
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  @Override
  public void close() {
    driver.close();
    try {
      sender.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
