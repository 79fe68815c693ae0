package dev.spendbreaker.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.topology.NewScopeLimit;
import dev.spendbreaker.topology.SpendbreakerTopology;
import dev.spendbreaker.topology.TopologySettings;
import dev.spendbreaker.usage.UsageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The whole topology in a {@link TopologyTestDriver}, with a clock that tests move. */
public final class Pipeline implements AutoCloseable {
  /** When every test begins. */
  public static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

  /** Small, so that tests can go beyond it. */
  public static final int MAX_RECORD_BYTES = 100_000;

  public static final String APPLICATION_ID = "spendbreaker";

  /** The bundled prices are of one model: {@code acme/big} costs 1 USD in and 2 USD out. */
  public static final PriceBook PRICES =
      PriceBook.parse(
          List.of(
              "format 1",
              "source acme-prices 1.0.0 2026-01-01",
              "provider acme",
              "named equals acme",
              "model big",
              "match equals big",
              "price input=1 output=2"));

  private static final String LOGS_TOPIC = "otlp_logs";

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> spans;
  private final TestInputTopic<byte[], byte[]> policies;
  private final TestInputTopic<byte[], byte[]> prices;
  private final TestOutputTopic<String, byte[]> decisions;
  private final TestOutputTopic<byte[], byte[]> rejects;
  private final Meters meters = new Meters();
  private Instant now = START;

  public Pipeline() {
    this(settings());
  }

  public Pipeline(TopologySettings settings) {
    Properties properties = properties();
    properties.put(Meters.CONFIG, meters);
    driver = new TopologyTestDriver(topology(settings), properties, START);
    spans = input(settings.spansTopic(), new ByteArraySerializer(), new ByteArraySerializer());
    policies =
        input(settings.policiesTopic(), new ByteArraySerializer(), new ByteArraySerializer());
    prices = input(settings.pricesTopic(), new ByteArraySerializer(), new ByteArraySerializer());
    decisions =
        output(settings.decisionsTopic(), new StringDeserializer(), new ByteArrayDeserializer());
    rejects =
        output(settings.rejectsTopic(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** With these dimensions, each of one attribute. */
  public static Pipeline withDimensions(Map<String, String> attributes) {
    Map<String, List<String>> dimensions = new TreeMap<>();
    attributes.forEach((dimension, attribute) -> dimensions.put(dimension, List.of(attribute)));
    return new Pipeline(settings(dimensions));
  }

  /** The default settings, with the one partition that the driver simulates. */
  public static TopologySettings settings() {
    return settings(Map.of());
  }

  /** The default settings with these dimensions, each of these attributes. */
  public static TopologySettings settings(Map<String, List<String>> dimensions) {
    return settings(dimensions, LOGS_TOPIC, NewScopeLimit.NONE);
  }

  /** The default settings, but decisions are not written as log records. */
  public static TopologySettings withoutLogs() {
    return settings(Map.of(), "", NewScopeLimit.NONE);
  }

  /** The default settings with these dimensions, each of one attribute, and few new scopes. */
  public static TopologySettings limited(
      Map<String, List<String>> dimensions, NewScopeLimit limit) {
    return settings(dimensions, LOGS_TOPIC, limit);
  }

  private static TopologySettings settings(
      Map<String, List<String>> dimensions, String logsTopic, NewScopeLimit newScopes) {
    return new TopologySettings(
        APPLICATION_ID,
        "otlp_spans",
        "budget-policies",
        "model-prices",
        "budget-decisions",
        logsTopic,
        "budget-rejects",
        1,
        Duration.ofHours(1),
        50_000,
        new ScopeRetention(Duration.ofDays(30), Duration.ofDays(400)),
        newScopes,
        MAX_RECORD_BYTES,
        new UsageSettings(10_000_000_000_000L, List.of(), List.of(), dimensions));
  }

  /**
   * The topology with these bundled prices. Work in the background is done all at once, however
   * busy the machine is.
   */
  public static Topology topology(TopologySettings settings) {
    return SpendbreakerTopology.build(settings, PRICES, properties(), () -> 0);
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put("application.id", APPLICATION_ID);
    properties.put("bootstrap.servers", "127.0.0.1:1");
    properties.put("state.dir", temporaryDirectory().toString());
    properties.put("ensure.explicit.internal.resource.naming", true);
    return properties;
  }

  private static Path temporaryDirectory() {
    try {
      Path directory = Files.createTempDirectory("spendbreaker-test");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An internal topic of the topology as a test's input. */
  public <K, V> TestInputTopic<K, V> input(String topic, Serializer<K> keys, Serializer<V> values) {
    return driver.createInputTopic(topic, keys, values);
  }

  /** A topic that the topology writes, internal ones included. */
  public <K, V> TestOutputTopic<K, V> output(
      String topic, Deserializer<K> keys, Deserializer<V> values) {
    return driver.createOutputTopic(topic, keys, values);
  }

  public <K, V> KeyValueStore<K, V> store(String name) {
    return driver.getKeyValueStore(name);
  }

  public Pipeline spans(byte @Nullable [] message) {
    return spans(message, new RecordHeaders());
  }

  public Pipeline spans(byte @Nullable [] message, Headers headers) {
    spans.pipeInput(new TestRecord<>(null, message, headers, now));
    return this;
  }

  public Pipeline policy(String id, @Nullable String json) {
    return policyBytes(id, json == null ? null : json.getBytes(UTF_8));
  }

  /** A record of the policies topic, whatever is in it. */
  public Pipeline policyBytes(String id, byte @Nullable [] value) {
    policies.pipeInput(new TestRecord<>(id.getBytes(UTF_8), value, new RecordHeaders(), now));
    return this;
  }

  public Pipeline price(String key, @Nullable String json) {
    byte[] value = json == null ? null : json.getBytes(UTF_8);
    prices.pipeInput(new TestRecord<>(key.getBytes(UTF_8), value, new RecordHeaders(), now));
    return this;
  }

  /** Lets time pass, with all the punctuations it brings. */
  public Pipeline advance(Duration duration) {
    now = now.plus(duration);
    driver.advanceWallClockTime(duration);
    return this;
  }

  public long nowMillis() {
    return now.toEpochMilli();
  }

  /** The decisions since the last call. */
  public List<Decision> decisions() {
    return decisions.readValuesToList().stream().map(DecisionDocuments::read).toList();
  }

  /** The decisions since the last call, as records. */
  public List<TestRecord<String, byte[]>> decisionRecords() {
    return decisions.readRecordsToList();
  }

  /** What the topology counts. */
  public Meters meters() {
    return meters;
  }

  /** The rejects since the last call. */
  public List<TestRecord<byte[], byte[]>> rejects() {
    return rejects.readRecordsToList();
  }

  /** Why a record was rejected. */
  public static String reason(TestRecord<byte[], byte[]> reject) {
    return header(reject.headers(), "spendbreaker.reject.reason");
  }

  /** A header's text; it must be there. */
  public static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }

  @Override
  public void close() {
    driver.close();
  }
}
