package dev.spendbreaker.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Every setting there is; flags, variables, file keys, checks and documentation follow from it. */
final class SettingsDefinition {
  static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  static final String REPLICATION_FACTOR = "replication.factor";
  static final String KAFKA = SettingNames.KAFKA_PREFIX + SettingNames.PLACEHOLDER;

  static final String APPLICATION_ID = "application.id";
  static final String STATE_DIR = "state.dir";
  static final String STREAM_THREADS = "stream.threads";
  static final String PROCESSING_GUARANTEE = "processing.guarantee";
  static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
  static final String STANDBY_REPLICAS = "standby.replicas";

  static final String INSTANCE_ADDRESS = "instance.address";
  static final String INSTANCE_SECRET = "instance.secret";
  static final String INSTANCE_TIMEOUT = "instance.timeout";

  static final String SPANS_TOPIC = "spans.topic";
  static final String POLICIES_TOPIC = "policies.topic";
  static final String PRICES_TOPIC = "prices.topic";
  static final String DECISIONS_TOPIC = "decisions.topic";
  static final String LOGS_TOPIC = "logs.topic";
  static final String REJECTS_TOPIC = "rejects.topic";
  static final String DELIVERIES_TOPIC = "deliveries.topic";
  static final String ACKS_TOPIC = "acks.topic";
  static final String KILLS_TOPIC = "kills.topic";
  static final String TOPICS_CREATE = "topics.create";
  static final String INTERNAL_PARTITIONS = "internal.partitions";

  static final String MAX_SPAN_COST_USD = "max.span.cost.usd";
  static final String AGENT_ATTRIBUTES = "agent.attributes";
  static final String TASK_ATTRIBUTES = "task.attributes";
  static final String DIMENSION = SettingNames.DIMENSION_PREFIX + SettingNames.PLACEHOLDER;

  /**
   * The dimensions that are there unless somebody sets them to nothing, by what carries them: the
   * semantic conventions first, then instrumentations and gateways.
   */
  static final Map<String, List<String>> DIMENSIONS =
      Map.of(
          "team",
          List.of("team.id", "team.name", "team", "metadata.user_api_key_team_id"),
          "tenant",
          List.of(
              "tenant.id",
              "tenant_id",
              "organization.id",
              "traceloop.association.properties.tenant_id",
              "metadata.user_api_key_org_id"),
          "user",
          List.of(
              "user.id",
              "enduser.id",
              "langfuse.user.id",
              "traceloop.association.properties.user_id",
              "ai.telemetry.metadata.userId",
              "metadata.user_api_key_user_id"));

  static final String TRACE_RETENTION = "trace.retention";
  static final String TRACE_MAX_SPANS = "trace.max.spans";
  static final String TASK_RETENTION = "task.retention";
  static final String SCOPE_RETENTION = "scope.retention";

  static final String TASK_MAX_NEW = "task.max.new";
  static final String SCOPE_MAX_NEW = "scope.max.new";

  static final String HTTP_HOST = "http.host";
  static final String HTTP_PORT = "http.port";

  static final String HTTP_PUBLIC_URLS = "http.public.urls";

  static final String TLS_CERTIFICATE = "tls.certificate";
  static final String TLS_KEY = "tls.key";
  static final String TLS_CA = "tls.ca";

  static final String AUTH_TOKENS_FILE = "auth.tokens.file";
  static final String AUTH_TOKENS = "auth.tokens";
  static final String AUTH_ISSUER = "auth.issuer";
  static final String AUTH_JWKS_URL = "auth.jwks.url";
  static final String AUTH_AUDIENCE = "auth.audience";
  static final String AUTH_SCOPE_PREFIX = "auth.scope.prefix";

  static final String CHECK_FAIL_OPEN = "check.fail.open";
  static final String CHECK_MAX_AGE = "check.max.age";
  static final String CHECK_REFUSAL_STATUS = "check.refusal.status";
  static final String CHECK_AGENT_HEADER = "check.agent.header";
  static final String CHECK_TASK_HEADER = "check.task.header";
  static final String CHECK_HEADER_PREFIX = "check.header.prefix";
  static final String MCP_READ_ONLY = "mcp.read.only";

  static final String METRICS_AGENTS = "metrics.agents";

  static final String TRACING_URL = "tracing.url";
  static final String TRACING_SAMPLED = "tracing.sampled";

  static final String WHAT_IF_MAX_RECORDS = "what.if.max.records";
  static final String WHAT_IF_MAX_TIME = "what.if.max.time";

  static final String ACK_TIMEOUT = "ack.timeout";

  static final String WEBHOOK_URL = "webhook.url";
  static final String WEBHOOK_SECRET = "webhook.secret";
  static final String WEBHOOK_FORMAT = "webhook.format";
  static final String WEBHOOK_ALLOWED = "webhook.allowed";
  static final String WEBHOOK_ALLOW_HTTP = "webhook.allow.http";
  static final String WEBHOOK_PROXY = "webhook.proxy";
  static final String WEBHOOK_TIMEOUT = "webhook.timeout";
  static final String WEBHOOK_RETRY_DELAYS = "webhook.retry.delays";
  static final String WEBHOOK_RETENTION = "webhook.retention";

  static final String OTLP_HOST = "otlp.host";
  static final String OTLP_PORT = "otlp.port";
  static final String OTLP_MAX_REQUEST_BYTES = "otlp.max.request.bytes";

  private static final Duration MAX_SCOPE_RETENTION = Duration.ofDays(3650);

  private static final Accepted PORT = Accepted.wholeNumber(0, 65535);

  private static final ConfigDef DEFINITION = define();

  private SettingsDefinition() {}

  /** A copy: a {@code ConfigDef} can be added to. */
  static ConfigDef copy() {
    return new ConfigDef(DEFINITION);
  }

  /** The entry of a key, a dimension's and a Kafka property's being those of their prefix. */
  static ConfigKey entry(String key) {
    return Objects.requireNonNull(DEFINITION.configKeys().get(SettingNames.definedAs(key)), key);
  }

  static boolean isDefined(String key) {
    return DEFINITION.configKeys().containsKey(key);
  }

  static List<ConfigKey> entries() {
    return List.copyOf(DEFINITION.configKeys().values());
  }

  private static ConfigDef define() {
    ConfigDef definition = new ConfigDef();
    defineKafka(new Group(definition, "Kafka"));
    defineTopics(new Group(definition, "Topics"));
    defineStreams(new Group(definition, "Streams"));
    defineInstances(new Group(definition, "Instances"));
    defineUsage(new Group(definition, "Usage"));
    defineTrace(new Group(definition, "Traces"));
    defineScopes(new Group(definition, "Scopes"));
    defineHttp(new Group(definition, "HTTP"));
    defineTls(new Group(definition, "TLS"));
    defineAuth(new Group(definition, "Access"));
    defineChecks(new Group(definition, "Checks"));
    defineWebhooks(new Group(definition, "Webhooks"));
    defineAcks(new Group(definition, "Acknowledgements"));
    defineWhatIf(new Group(definition, "What-if"));
    defineMetrics(new Group(definition, "Metrics"));
    defineTracing(new Group(definition, "Tracing"));
    defineMcp(new Group(definition, "MCP"));
    defineOtlp(new Group(definition, "OTLP"));
    return definition;
  }

  private static void defineKafka(Group group) {
    group
        .add(
            BOOTSTRAP_SERVERS,
            LIST,
            "127.0.0.1:9092",
            Accepted.BROKERS,
            HIGH,
            "The Kafka brokers to connect to first.")
        .add(
            REPLICATION_FACTOR,
            INT,
            -1,
            Accepted.REPLICATION,
            MEDIUM,
            "Replicas of the topics the application creates, internal ones included.")
        .add(
            KAFKA,
            STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Accepted.ANYTHING,
            MEDIUM,
            "A property passed to every Kafka client, such as security.protocol; a prefix"
                + " (producer., consumer., admin., …) limits it to one kind of client.");
  }

  private static void defineTopics(Group group) {
    group
        .add(
            SPANS_TOPIC,
            STRING,
            "otlp_spans",
            Accepted.TOPIC,
            HIGH,
            "The topic OTLP spans are read from.")
        .add(
            POLICIES_TOPIC,
            STRING,
            "budget-policies",
            Accepted.TOPIC,
            MEDIUM,
            "The topic budget policies are read from.")
        .add(
            PRICES_TOPIC,
            STRING,
            "model-prices",
            Accepted.TOPIC,
            MEDIUM,
            "The topic model prices are read from.")
        .add(
            DECISIONS_TOPIC,
            STRING,
            "budget-decisions",
            Accepted.TOPIC,
            HIGH,
            "The topic decisions are written to.")
        .add(
            LOGS_TOPIC,
            STRING,
            "otlp_logs",
            Accepted.TOPIC_OR_NONE,
            MEDIUM,
            "The topic decisions are written to as OTLP log records, for a Collector; empty: they"
                + " are not.")
        .add(
            REJECTS_TOPIC,
            STRING,
            "budget-rejects",
            Accepted.TOPIC,
            MEDIUM,
            "The topic that gets what could not be used.")
        .add(
            DELIVERIES_TOPIC,
            STRING,
            "budget-deliveries",
            Accepted.TOPIC,
            MEDIUM,
            "The topic that tells where the deliveries of webhooks stand.")
        .add(
            ACKS_TOPIC,
            STRING,
            "budget-acks",
            Accepted.TOPIC,
            MEDIUM,
            "The topic that says who has acted on kills.")
        .add(
            KILLS_TOPIC,
            STRING,
            "budget-kills",
            Accepted.TOPIC,
            MEDIUM,
            "The topic that tells which kills somebody has acknowledged.")
        .add(
            TOPICS_CREATE,
            BOOLEAN,
            true,
            Accepted.TRUE_OR_FALSE,
            MEDIUM,
            "Whether topics that are missing are created at the start.")
        .add(
            INTERNAL_PARTITIONS,
            INT,
            4,
            Accepted.wholeNumber(1, 10_000),
            MEDIUM,
            "Partitions of created and internal topics; the most stream threads that can share the"
                + " work, and not to be changed once there is state.");
  }

  private static void defineStreams(Group group) {
    group
        .add(
            APPLICATION_ID,
            STRING,
            "spendbreaker",
            Accepted.APPLICATION_ID,
            HIGH,
            "Names the consumer group and the internal topics; instances that share it share the"
                + " work.")
        .add(
            STATE_DIR,
            STRING,
            "~/.spendbreaker/state",
            Accepted.PATH,
            HIGH,
            "The directory of the state stores; ~ is the home directory.")
        .add(
            STREAM_THREADS,
            INT,
            0,
            Accepted.wholeNumber(0, 1000),
            MEDIUM,
            "Threads that process; 0 is one for each core.")
        .add(
            PROCESSING_GUARANTEE,
            STRING,
            "exactly_once_v2",
            Accepted.oneOf("exactly_once_v2", "at_least_once"),
            MEDIUM,
            "Whether a failure can charge a span twice: exactly_once_v2 never does.")
        .add(
            COMMIT_INTERVAL_MS,
            LONG,
            10L,
            Accepted.wholeNumber(0, 60_000),
            LOW,
            "Milliseconds between commits; with exactly_once_v2 a decision is seen after the next"
                + " commit.")
        .add(
            STANDBY_REPLICAS,
            INT,
            0,
            Accepted.wholeNumber(0, 100),
            MEDIUM,
            "Copies of each store that other instances keep up to date, to take over at once and to"
                + " answer meanwhile.");
  }

  private static void defineInstances(Group group) {
    group
        .add(
            INSTANCE_ADDRESS,
            STRING,
            "",
            Accepted.ADDRESS,
            MEDIUM,
            "Where the other instances reach this one's HTTP server; none: the host and port that it"
                + " listens on.")
        .add(
            INSTANCE_SECRET,
            PASSWORD,
            ConfigDef.NO_DEFAULT_VALUE,
            Accepted.SECRET,
            MEDIUM,
            "What instances that share the work prove to each other that they know, the same for"
                + " all: the secret itself, env:NAME or file:PATH. None: only instances on loopback"
                + " addresses ask each other.")
        .add(
            INSTANCE_TIMEOUT,
            STRING,
            "PT0.5S",
            Accepted.duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
            MEDIUM,
            "How long another instance may take to answer until what it keeps is reported missing.");
  }

  private static void defineUsage(Group group) {
    group
        .add(
            MAX_SPAN_COST_USD,
            STRING,
            "10000",
            Accepted.USD,
            MEDIUM,
            "A span that reports a higher cost is rejected.")
        .add(
            AGENT_ATTRIBUTES,
            LIST,
            "",
            Accepted.ATTRIBUTES,
            MEDIUM,
            "Span attributes that name the agent, the first present one first.")
        .add(
            TASK_ATTRIBUTES,
            LIST,
            "",
            Accepted.ATTRIBUTES,
            MEDIUM,
            "Span attributes that name the task, the first present one first.")
        .add(
            DIMENSION,
            LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            Accepted.ATTRIBUTES,
            MEDIUM,
            "Span attributes that hold the value of a dimension, such as dimension.team, the first"
                + " present one first: of the span, else of its nearest ancestor, else of the"
                + " resource. None: there is no such dimension.");
  }

  private static void defineTrace(Group group) {
    group
        .add(
            TRACE_RETENTION,
            STRING,
            "PT1H",
            Accepted.duration(Duration.ofMinutes(1), Duration.ofDays(7)),
            MEDIUM,
            "How long a trace is remembered after its last span.")
        .add(
            TRACE_MAX_SPANS,
            INT,
            50_000,
            Accepted.wholeNumber(1, 10_000_000),
            LOW,
            "The most spans that are remembered of one trace.");
  }

  private static void defineScopes(Group group) {
    group
        .add(
            TASK_RETENTION,
            STRING,
            "P30D",
            Accepted.duration(Duration.ofMinutes(1), MAX_SCOPE_RETENTION),
            MEDIUM,
            "How long a task's ledger and decision are remembered after its last charge.")
        .add(
            SCOPE_RETENTION,
            STRING,
            "P400D",
            Accepted.duration(Duration.ofMinutes(1), MAX_SCOPE_RETENTION),
            MEDIUM,
            "How long the ledger and the decision of any other scope are remembered after its last"
                + " charge.")
        .add(
            TASK_MAX_NEW,
            INT,
            0,
            Accepted.wholeNumber(0, Integer.MAX_VALUE),
            MEDIUM,
            "How many tasks a minute may be new, divided among the partitions of the ledger; what is"
                + " spent by more of them is charged to their agent's task (overflow). 0: any"
                + " number.")
        .add(
            SCOPE_MAX_NEW,
            INT,
            0,
            Accepted.wholeNumber(0, Integer.MAX_VALUE),
            MEDIUM,
            "How many agents, and scopes of other dimensions, a minute may be new, divided among"
                + " the partitions of the ledger; what is spent by more of them is charged to"
                + " (overflow-0), (overflow-1), … 0: any number.");
  }

  private static void defineHttp(Group group) {
    group
        .add(
            HTTP_HOST,
            STRING,
            "127.0.0.1",
            Accepted.HOST,
            MEDIUM,
            "The address the HTTP server listens on.")
        .add(HTTP_PORT, INT, 8080, PORT, MEDIUM, "The port of the HTTP server; 0 picks a free one.")
        .add(
            HTTP_PUBLIC_URLS,
            LIST,
            "",
            Accepted.URLS,
            MEDIUM,
            "The addresses under which clients know the HTTP server, such as"
                + " https://budget.example.com: requests to other names, and of web pages of other"
                + " origins, are refused.");
  }

  private static void defineTls(Group group) {
    group
        .add(
            TLS_CERTIFICATE,
            STRING,
            "",
            Accepted.PATH_OR_NONE,
            HIGH,
            "A PEM file with the certificate that the HTTP server and the OTLP receiver prove"
                + " themselves by, and then those of the authorities that vouch for it. Both then"
                + " speak TLS (1.2 or 1.3) alone, and other instances are asked over TLS. Read anew"
                + " when it changes.")
        .add(
            TLS_KEY,
            STRING,
            "",
            Accepted.PATH_OR_NONE,
            HIGH,
            "A PEM file with the certificate's key: RSA, elliptic curve or Ed25519, as PKCS #8"
                + " without a password (BEGIN PRIVATE KEY). Read anew when it changes.")
        .add(
            TLS_CA,
            STRING,
            "",
            Accepted.PATH_OR_NONE,
            MEDIUM,
            "A PEM file with the certificates that are believed of an application: by other"
                + " instances, and by the commands that ask it. None: those the JVM trusts.");
  }

  private static void defineAuth(Group group) {
    group
        .add(
            AUTH_TOKENS_FILE,
            STRING,
            "",
            Accepted.PATH_OR_NONE,
            HIGH,
            "A file of tokens, a line each: name, SHA-256 of the token, scopes (read, write, check,"
                + " ingest; joined by commas); './spendbreaker token create' makes one. Where tokens"
                + " are set, every request needs one.")
        .add(
            AUTH_TOKENS,
            LIST,
            "",
            Accepted.TOKENS,
            HIGH,
            "Tokens that stand elsewhere, each as name=scopes=reference: the scopes joined by +, the"
                + " reference env:NAME or file:PATH.")
        .add(
            AUTH_ISSUER,
            STRING,
            "",
            Accepted.URL_OR_NONE,
            MEDIUM,
            "The OAuth 2 authorization server whose JWTs are taken as tokens, as it stands in iss.")
        .add(
            AUTH_JWKS_URL,
            STRING,
            "",
            Accepted.URL_OR_NONE,
            MEDIUM,
            "Where the authorization server publishes its keys.")
        .add(AUTH_AUDIENCE, STRING, "", Accepted.ANYTHING, MEDIUM, "What a JWT must name in aud.")
        .add(
            AUTH_SCOPE_PREFIX,
            STRING,
            "",
            Accepted.ANYTHING,
            LOW,
            "What stands before the scopes read, write, check and ingest in a JWT.");
  }

  private static void defineChecks(Group group) {
    group
        .add(
            CHECK_FAIL_OPEN,
            BOOLEAN,
            false,
            Accepted.TRUE_OR_FALSE,
            MEDIUM,
            "Whether checks let calls pass, unless something is known against them, while decisions"
                + " are not read yet or too old; otherwise such checks are answered 503.")
        .add(
            CHECK_MAX_AGE,
            STRING,
            "PT30S",
            Accepted.duration(Duration.ofSeconds(3), Duration.ofDays(1)),
            MEDIUM,
            "How long Kafka may tell nothing until what is known of decisions is too old.")
        .add(
            CHECK_REFUSAL_STATUS,
            INT,
            403,
            Accepted.oneOf(403, 429),
            MEDIUM,
            "The HTTP status of a check whose call is refused.")
        .add(
            CHECK_AGENT_HEADER,
            STRING,
            "x-budget-agent",
            Accepted.HEADER,
            MEDIUM,
            "The request header of a check that names the agent.")
        .add(
            CHECK_TASK_HEADER,
            STRING,
            "x-budget-task",
            Accepted.HEADER,
            MEDIUM,
            "The request header of a check that names the task.")
        .add(
            CHECK_HEADER_PREFIX,
            STRING,
            "x-budget-",
            Accepted.HEADER,
            LOW,
            "With a dimension's name after it, the request header of a check that holds the value"
                + " of any other dimension, such as x-budget-team.");
  }

  private static void defineWebhooks(Group group) {
    group
        .add(
            WEBHOOK_URL,
            STRING,
            "",
            Accepted.WEBHOOK_URL,
            MEDIUM,
            "The URL of a webhook that is told of the decisions of all policies; or env:NAME or"
                + " file:PATH, which names what holds it. None where it is empty.")
        .add(
            WEBHOOK_SECRET,
            STRING,
            "",
            Accepted.REFERENCE,
            MEDIUM,
            "What names the secret of that webhook, env:NAME or file:PATH: whsec_ and Base64, which"
                + " signs the deliveries, or PagerDuty's routing key.")
        .add(
            WEBHOOK_FORMAT,
            STRING,
            "plain",
            Accepted.oneOf("plain", "slack", "pagerduty", "kill-callback"),
            MEDIUM,
            "What that webhook is sent.")
        .add(
            WEBHOOK_ALLOWED,
            LIST,
            "",
            Accepted.HOSTS,
            MEDIUM,
            "Host names, addresses and blocks of addresses (CIDR) that webhooks may be sent to"
                + " although they are not of the internet.")
        .add(
            WEBHOOK_ALLOW_HTTP,
            BOOLEAN,
            false,
            Accepted.TRUE_OR_FALSE,
            MEDIUM,
            "Whether webhooks may be sent over http, unencrypted.")
        .add(
            WEBHOOK_PROXY,
            STRING,
            "",
            Accepted.PROXY,
            MEDIUM,
            "The HTTP proxy that webhooks are sent through, http://host:port; it then is what looks up"
                + " host names and must refuse addresses of your network.")
        .add(
            WEBHOOK_TIMEOUT,
            STRING,
            "PT10S",
            Accepted.duration(Duration.ofSeconds(1), Duration.ofSeconds(30)),
            LOW,
            "How long one attempt to deliver may take.")
        .add(
            WEBHOOK_RETRY_DELAYS,
            LIST,
            "PT5S,PT5M,PT30M,PT2H,PT5H,PT10H,PT14H,PT20H,PT24H",
            Accepted.DURATIONS,
            LOW,
            "How long to wait before the second attempt to deliver, the third, and so on; up to a fifth"
                + " is added at random. After the last the delivery is dead.")
        .add(
            WEBHOOK_RETENTION,
            STRING,
            "P7D",
            Accepted.duration(Duration.ofMinutes(1), Duration.ofDays(365)),
            MEDIUM,
            "How long deliveries that are over, dead ones too, and kills are remembered.");
  }

  private static void defineAcks(Group group) {
    group.add(
        ACK_TIMEOUT,
        STRING,
        "PT0S",
        Accepted.duration(Duration.ZERO, Duration.ofDays(1)),
        MEDIUM,
        "How long somebody may take to acknowledge a kill before it is counted and webhooks are told"
            + " of it; PT0S: nobody has to.");
  }

  private static void defineWhatIf(Group group) {
    group
        .add(
            WHAT_IF_MAX_RECORDS,
            INT,
            200_000,
            Accepted.wholeNumber(1, 100_000_000),
            LOW,
            "Records of a topic that are read to show, before a policy is saved, what it would have"
                + " decided; with more of them the answer ends early, and says so.")
        .add(
            WHAT_IF_MAX_TIME,
            STRING,
            "PT20S",
            Accepted.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
            LOW,
            "How long a topic is read for that.");
  }

  private static void defineMetrics(Group group) {
    group.add(
        METRICS_AGENTS,
        INT,
        0,
        Accepted.wholeNumber(0, 1_000),
        LOW,
        "How many agents have series of their own in /metrics: the first that are charged since the"
            + " start; the rest is one, other. 0: none has.");
  }

  private static void defineTracing(Group group) {
    group
        .add(
            TRACING_URL,
            STRING,
            "",
            Accepted.URL_OR_NONE,
            LOW,
            "Where spans of the application itself are sent as OTLP over HTTP, the whole address with"
                + " its path /v1/traces: one for each request and each decision. Empty: there are"
                + " none.")
        .add(
            TRACING_SAMPLED,
            STRING,
            "1",
            Accepted.PART,
            LOW,
            "The part of them that is recorded; of a request that is part of a trace already,"
                + " whoever began that decides.");
  }

  private static void defineMcp(Group group) {
    group.add(
        MCP_READ_ONLY,
        BOOLEAN,
        false,
        Accepted.TRUE_OR_FALSE,
        MEDIUM,
        "Whether the MCP server leaves out the tools that change policies or record spend.");
  }

  private static void defineOtlp(Group group) {
    group
        .add(
            OTLP_HOST,
            STRING,
            "127.0.0.1",
            Accepted.HOST,
            MEDIUM,
            "The address the OTLP receiver listens on.")
        .add(
            OTLP_PORT,
            INT,
            4318,
            PORT,
            MEDIUM,
            "The port of the OTLP receiver; 0 picks a free one.")
        .add(
            OTLP_MAX_REQUEST_BYTES,
            INT,
            10 * 1024 * 1024,
            Accepted.wholeNumber(1024, 1024 * 1024 * 1024),
            LOW,
            "The largest OTLP request that is accepted, in bytes.");
  }

  /** Adds entries to one group, in the order they are documented in. */
  private static final class Group {
    private final ConfigDef definition;
    private final String name;
    private int size;

    Group(ConfigDef definition, String name) {
      this.definition = definition;
      this.name = name;
    }

    Group add(
        String key,
        ConfigDef.Type type,
        Object defaultValue,
        Accepted accepted,
        Importance importance,
        String sentence) {
      definition.define(
          key, type, defaultValue, accepted, importance, sentence, name, size++, Width.MEDIUM, key);
      return this;
    }
  }
}
