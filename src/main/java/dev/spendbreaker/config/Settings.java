package dev.spendbreaker.config;

import dev.spendbreaker.budget.Webhook;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** The settings in force: complete, checked and immutable. */
public final class Settings {
  static final List<String> TOPIC_KEYS =
      List.of(
          SettingsDefinition.SPANS_TOPIC,
          SettingsDefinition.POLICIES_TOPIC,
          SettingsDefinition.PRICES_TOPIC,
          SettingsDefinition.DECISIONS_TOPIC,
          SettingsDefinition.LOGS_TOPIC,
          SettingsDefinition.REJECTS_TOPIC,
          SettingsDefinition.DELIVERIES_TOPIC,
          SettingsDefinition.ACKS_TOPIC,
          SettingsDefinition.KILLS_TOPIC);

  /** The Kafka properties that are set through a setting of ours, never through {@code kafka.}. */
  static final Map<String, String> KEY_OF_KAFKA_PROPERTY =
      Map.of(
          StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, SettingsDefinition.BOOTSTRAP_SERVERS,
          StreamsConfig.REPLICATION_FACTOR_CONFIG, SettingsDefinition.REPLICATION_FACTOR,
          StreamsConfig.APPLICATION_ID_CONFIG, SettingsDefinition.APPLICATION_ID,
          StreamsConfig.STATE_DIR_CONFIG, SettingsDefinition.STATE_DIR,
          StreamsConfig.NUM_STREAM_THREADS_CONFIG, SettingsDefinition.STREAM_THREADS,
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG, SettingsDefinition.PROCESSING_GUARANTEE,
          StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, SettingsDefinition.COMMIT_INTERVAL_MS,
          StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, SettingsDefinition.STANDBY_REPLICAS,
          StreamsConfig.APPLICATION_SERVER_CONFIG, SettingsDefinition.INSTANCE_ADDRESS);

  private static final int NANOS_DECIMALS = 9;

  private final Map<String, Setting> settings;
  private final List<String> warnings;

  Settings(Map<String, Setting> settings, List<String> warnings) {
    this.settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Puts settings together: a flag wins over an environment variable, that over the file, that over
   * the default.
   *
   * @param flags values by key, such as {@code spans.topic} or {@code kafka.security.protocol}
   * @param env the environment; variables that do not begin with {@code SPENDBREAKER_} are left
   *     alone
   * @param file a file of Java properties in UTF-8
   * @throws InvalidSettingsException with everything that is wrong in any source, also where
   *     another source overrides it
   */
  public static Settings load(
      Map<String, String> flags, Map<String, String> env, @Nullable Path file)
      throws InvalidSettingsException {
    return new SettingsLoader(env).load(flags, file);
  }

  /** Every setting there is. A family of settings is one entry, {@code dimension.<name>}. */
  public static ConfigDef definition() {
    return SettingsDefinition.copy();
  }

  /**
   * The names of the topics, and how they are created.
   *
   * @param logs empty where decisions are not written as log records
   * @param create whether missing ones are created at the start
   * @param partitions of created and internal topics, 1 … 10,000
   * @param replicationFactor 1 … 32,767, or -1 for the broker's default
   */
  public record Topics(
      String spans,
      String policies,
      String prices,
      String decisions,
      String logs,
      String rejects,
      String deliveries,
      String acks,
      String kills,
      boolean create,
      int partitions,
      short replicationFactor) {}

  /**
   * How the streams run.
   *
   * @param threads 1 or more
   * @param processingGuarantee {@code exactly_once_v2} or {@code at_least_once}
   * @param commitIntervalMillis 0 … 60,000
   * @param standbyReplicas 0 … 100
   */
  public record Streams(
      String applicationId,
      Path stateDir,
      int threads,
      String processingGuarantee,
      long commitIntervalMillis,
      int standbyReplicas) {}

  /**
   * How this instance and those that share its work reach each other.
   *
   * @param address of this one, {@code host:port}; empty for where it listens
   * @param secret what all of them know; null for none
   * @param timeout of one question to another instance
   */
  public record Instances(String address, @Nullable Password secret, Duration timeout) {}

  /**
   * What is read of a span.
   *
   * @param maxSpanCostNanos nano-USD, above 0
   * @param agentAttributes attributes that name the agent, the first present one first
   * @param taskAttributes attributes that name the task, the first present one first
   * @param dimensions the attributes of each dimension that has some
   */
  public record Usage(
      long maxSpanCostNanos,
      List<String> agentAttributes,
      List<String> taskAttributes,
      Map<String, List<String>> dimensions) {}

  /**
   * How much is remembered of a trace.
   *
   * @param retention after its last span, 1 minute … 7 days
   * @param maxSpans 1 … 10,000,000
   */
  public record Trace(Duration retention, int maxSpans) {}

  /**
   * How long idle scopes are remembered, and how many may be new.
   *
   * @param taskRetention for scopes with a task
   * @param retention for all others
   * @param maxNewTasks a minute; 0 for any number
   * @param maxNewOthers a minute; 0 for any number
   */
  public record Scopes(
      Duration taskRetention, Duration retention, int maxNewTasks, int maxNewOthers) {}

  /**
   * Where the HTTP server listens.
   *
   * @param port 0 picks a free one
   * @param publicUrls the addresses that clients know; empty where they are not told
   */
  public record Http(String host, int port, List<URI> publicUrls) {}

  /**
   * What the servers prove themselves by, and whom to believe of other instances: PEM files.
   *
   * @param certificate null where the servers do not speak TLS
   * @param key there where a certificate is
   * @param ca null for the authorities that the JVM trusts
   */
  public record Tls(@Nullable Path certificate, @Nullable Path key, @Nullable Path ca) {}

  /**
   * Whose tokens are taken.
   *
   * @param tokensFile null for none
   * @param tokens {@code name=scope[+scope]=env:NAME} or {@code …=file:PATH}
   * @param issuer the authorization server; null for none
   * @param jwksUrl where its keys are; null where there is none
   */
  public record Auth(
      @Nullable Path tokensFile,
      List<String> tokens,
      @Nullable URI issuer,
      @Nullable URI jwksUrl,
      String audience,
      String scopePrefix) {}

  /**
   * How checks are answered.
   *
   * @param failOpen whether calls pass while too little is known
   * @param maxAge of what is known, 3 seconds … 1 day
   * @param refusalStatus 403 or 429
   */
  public record Checks(
      boolean failOpen,
      Duration maxAge,
      int refusalStatus,
      String agentHeader,
      String taskHeader,
      String headerPrefix) {}

  /**
   * How webhooks are delivered.
   *
   * @param global the one that is told of all policies' decisions; null for none
   * @param allowed hosts and blocks of addresses that may be called though not of the internet
   * @param proxy {@code http://host:port}; null for none
   * @param timeout for one attempt, 1 … 30 seconds
   * @param retryDelays before the second attempt, the third, …
   * @param retention of deliveries that are over, and of kills
   * @param ackTimeout for how long somebody may take to acknowledge a kill; 0 where nobody has to
   */
  public record Webhooks(
      @Nullable Webhook global,
      List<String> allowed,
      boolean allowHttp,
      @Nullable URI proxy,
      Duration timeout,
      List<Duration> retryDelays,
      Duration retention,
      Duration ackTimeout) {}

  /**
   * Spans of the application itself.
   *
   * @param url where they are sent; null where there are none
   * @param sampled the part of them that is recorded, 0 … 1
   */
  public record Tracing(@Nullable URI url, double sampled) {}

  /**
   * How much is read to show what a policy would have decided.
   *
   * @param maxRecords of each topic
   * @param maxTime for each topic, 1 second … 10 minutes
   */
  public record WhatIf(int maxRecords, Duration maxTime) {}

  /**
   * The MCP server.
   *
   * @param readOnly whether tools that change something are left out
   */
  public record Mcp(boolean readOnly) {}

  /** Where the OTLP receiver listens, port 0 picks a free one; its largest request, in bytes. */
  public record Otlp(String host, int port, int maxRequestBytes) {}

  public Topics topics() {
    return new Topics(
        text(SettingsDefinition.SPANS_TOPIC),
        text(SettingsDefinition.POLICIES_TOPIC),
        text(SettingsDefinition.PRICES_TOPIC),
        text(SettingsDefinition.DECISIONS_TOPIC),
        text(SettingsDefinition.LOGS_TOPIC),
        text(SettingsDefinition.REJECTS_TOPIC),
        text(SettingsDefinition.DELIVERIES_TOPIC),
        text(SettingsDefinition.ACKS_TOPIC),
        text(SettingsDefinition.KILLS_TOPIC),
        (Boolean) value(SettingsDefinition.TOPICS_CREATE),
        number(SettingsDefinition.INTERNAL_PARTITIONS),
        (short) number(SettingsDefinition.REPLICATION_FACTOR));
  }

  public Streams streams() {
    int threads = number(SettingsDefinition.STREAM_THREADS);
    return new Streams(
        text(SettingsDefinition.APPLICATION_ID),
        inHome(text(SettingsDefinition.STATE_DIR)),
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        text(SettingsDefinition.PROCESSING_GUARANTEE),
        (Long) value(SettingsDefinition.COMMIT_INTERVAL_MS),
        number(SettingsDefinition.STANDBY_REPLICAS));
  }

  public Instances instances() {
    Setting secret = settings.get(SettingsDefinition.INSTANCE_SECRET);
    return new Instances(
        text(SettingsDefinition.INSTANCE_ADDRESS),
        secret == null ? null : (Password) secret.value,
        Duration.parse(text(SettingsDefinition.INSTANCE_TIMEOUT)));
  }

  public Usage usage() {
    return new Usage(
        nanos(text(SettingsDefinition.MAX_SPAN_COST_USD)),
        list(SettingsDefinition.AGENT_ATTRIBUTES),
        list(SettingsDefinition.TASK_ATTRIBUTES),
        dimensions());
  }

  public Trace trace() {
    return new Trace(
        Duration.parse(text(SettingsDefinition.TRACE_RETENTION)),
        number(SettingsDefinition.TRACE_MAX_SPANS));
  }

  public Scopes scopes() {
    return new Scopes(
        Duration.parse(text(SettingsDefinition.TASK_RETENTION)),
        Duration.parse(text(SettingsDefinition.SCOPE_RETENTION)),
        number(SettingsDefinition.TASK_MAX_NEW),
        number(SettingsDefinition.SCOPE_MAX_NEW));
  }

  public Http http() {
    return new Http(
        text(SettingsDefinition.HTTP_HOST),
        number(SettingsDefinition.HTTP_PORT),
        list(SettingsDefinition.HTTP_PUBLIC_URLS).stream().map(URI::create).toList());
  }

  public Tls tls() {
    return new Tls(
        path(SettingsDefinition.TLS_CERTIFICATE),
        path(SettingsDefinition.TLS_KEY),
        path(SettingsDefinition.TLS_CA));
  }

  public Auth auth() {
    return new Auth(
        path(SettingsDefinition.AUTH_TOKENS_FILE),
        list(SettingsDefinition.AUTH_TOKENS),
        uri(SettingsDefinition.AUTH_ISSUER),
        uri(SettingsDefinition.AUTH_JWKS_URL),
        text(SettingsDefinition.AUTH_AUDIENCE),
        text(SettingsDefinition.AUTH_SCOPE_PREFIX));
  }

  private @Nullable Path path(String key) {
    return text(key).isEmpty() ? null : inHome(text(key));
  }

  private @Nullable URI uri(String key) {
    return text(key).isEmpty() ? null : URI.create(text(key));
  }

  public Checks checks() {
    return new Checks(
        (Boolean) value(SettingsDefinition.CHECK_FAIL_OPEN),
        Duration.parse(text(SettingsDefinition.CHECK_MAX_AGE)),
        number(SettingsDefinition.CHECK_REFUSAL_STATUS),
        text(SettingsDefinition.CHECK_AGENT_HEADER),
        text(SettingsDefinition.CHECK_TASK_HEADER),
        text(SettingsDefinition.CHECK_HEADER_PREFIX));
  }

  public Webhooks webhooks() {
    String proxy = text(SettingsDefinition.WEBHOOK_PROXY);
    return new Webhooks(
        globalWebhook(),
        list(SettingsDefinition.WEBHOOK_ALLOWED),
        (Boolean) value(SettingsDefinition.WEBHOOK_ALLOW_HTTP),
        proxy.isEmpty() ? null : URI.create(proxy),
        Duration.parse(text(SettingsDefinition.WEBHOOK_TIMEOUT)),
        list(SettingsDefinition.WEBHOOK_RETRY_DELAYS).stream().map(Duration::parse).toList(),
        Duration.parse(text(SettingsDefinition.WEBHOOK_RETENTION)),
        Duration.parse(text(SettingsDefinition.ACK_TIMEOUT)));
  }

  private @Nullable Webhook globalWebhook() {
    String url = text(SettingsDefinition.WEBHOOK_URL);
    String secret = text(SettingsDefinition.WEBHOOK_SECRET);
    String format = text(SettingsDefinition.WEBHOOK_FORMAT);
    return url.isEmpty()
        ? null
        : new Webhook(url, secret.isEmpty() ? null : secret, Webhook.Format.of(format));
  }

  /** How many agents have series of their own in the metrics; 0 where none has. */
  public int metricsAgents() {
    return number(SettingsDefinition.METRICS_AGENTS);
  }

  public Tracing tracing() {
    return new Tracing(
        uri(SettingsDefinition.TRACING_URL),
        Double.parseDouble(text(SettingsDefinition.TRACING_SAMPLED)));
  }

  public WhatIf whatIf() {
    return new WhatIf(
        number(SettingsDefinition.WHAT_IF_MAX_RECORDS),
        Duration.parse(text(SettingsDefinition.WHAT_IF_MAX_TIME)));
  }

  public Mcp mcp() {
    return new Mcp((Boolean) value(SettingsDefinition.MCP_READ_ONLY));
  }

  public Otlp otlp() {
    return new Otlp(
        text(SettingsDefinition.OTLP_HOST),
        number(SettingsDefinition.OTLP_PORT),
        number(SettingsDefinition.OTLP_MAX_REQUEST_BYTES));
  }

  /** {@code host:port[,host:port]}. */
  public String bootstrapServers() {
    return String.join(",", list(SettingsDefinition.BOOTSTRAP_SERVERS));
  }

  /** Properties of a {@code KafkaProducer}; may hold secrets. */
  public Map<String, Object> producerProperties() {
    return clientProperties(KafkaNames.PRODUCER);
  }

  /** Properties of a {@code KafkaConsumer}; may hold secrets. */
  public Map<String, Object> consumerProperties() {
    return clientProperties(KafkaNames.CONSUMER);
  }

  /** Properties of an {@code Admin}; may hold secrets. */
  public Map<String, Object> adminProperties() {
    return clientProperties(KafkaNames.ADMIN);
  }

  /** Properties of {@code KafkaStreams}; may hold secrets. */
  public Map<String, Object> streamsProperties() {
    Map<String, Object> properties = new HashMap<>(kafkaProperties());
    Streams streams = streams();
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) topics().replicationFactor());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, streams.applicationId());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, streams.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, streams.threads());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, streams.processingGuarantee());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, streams.commitIntervalMillis());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, streams.standbyReplicas());
    return properties;
  }

  /** What is odd but does not stop the start: one line each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Each setting with its value and where that came from; secrets are masked. */
  public String print() {
    StringBuilder text = new StringBuilder();
    for (String group : SettingsDefinition.copy().groups()) {
      text.append("# ").append(group).append('\n');
      SettingsDefinition.entries().stream()
          .filter(entry -> entry.group.equals(group))
          .flatMap(this::given)
          .forEach(given -> text.append(line(given)).append('\n'));
    }
    return text.toString();
  }

  /** A text of somebody else's, such as an error of Kafka's, without any part of a secret. */
  public String withoutSecrets(String text) {
    String shown = text;
    for (Setting setting : settings.values()) {
      Given given = setting.given;
      if (Printed.isSecret(given.key, SettingsDefinition.entry(given.key).type)) {
        shown = Printed.withoutParts(shown, given.value);
      }
    }
    return shown;
  }

  @Override
  public String toString() {
    return print();
  }

  private Stream<Given> given(ConfigKey entry) {
    return settings.values().stream()
        .map(setting -> setting.given)
        .filter(given -> SettingNames.definedAs(given.key).equals(entry.name));
  }

  private static String line(Given given) {
    ConfigKey entry = SettingsDefinition.entry(given.key);
    String shown = Printed.value(given.key, entry.type, given.value);
    return "%-23s = %s  (%s)".formatted(given.key, shown, given.origin.describe(given.key));
  }

  private Map<String, Object> clientProperties(String prefix) {
    Map<String, Object> properties = new HashMap<>();
    Map<String, String> given = kafkaProperties();
    given.forEach(
        (name, value) -> {
          if (!KafkaNames.isPrefixed(name)) {
            properties.put(name, value);
          }
        });
    given.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            properties.put(name.substring(prefix.length()), value);
          }
        });
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    return properties;
  }

  /** The properties given as {@code kafka.…}, without that prefix. */
  private Map<String, String> kafkaProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    settings.forEach(
        (key, setting) -> {
          if (key.startsWith(SettingNames.KAFKA_PREFIX)) {
            String name = key.substring(SettingNames.KAFKA_PREFIX.length());
            properties.put(name, (String) setting.value);
          }
        });
    return properties;
  }

  private Map<String, List<String>> dimensions() {
    Map<String, List<String>> dimensions = new TreeMap<>();
    for (String key : settings.keySet()) {
      if (key.startsWith(SettingNames.DIMENSION_PREFIX) && !list(key).isEmpty()) {
        dimensions.put(key.substring(SettingNames.DIMENSION_PREFIX.length()), list(key));
      }
    }
    return Collections.unmodifiableMap(dimensions);
  }

  private static Path inHome(String path) {
    boolean home = path.equals("~") || path.startsWith("~/");
    return home ? Path.of(System.getProperty("user.home"), path.substring(1)) : Path.of(path);
  }

  private static long nanos(String dollars) {
    return new BigDecimal(dollars).movePointRight(NANOS_DECIMALS).longValueExact();
  }

  private Object value(String key) {
    return Objects.requireNonNull(settings.get(key)).value;
  }

  private String text(String key) {
    return (String) value(key);
  }

  private int number(String key) {
    return (Integer) value(key);
  }

  private List<String> list(String key) {
    return ((List<?>) value(key)).stream().map(String.class::cast).toList();
  }
}
