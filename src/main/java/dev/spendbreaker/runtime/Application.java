package dev.spendbreaker.runtime;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.gate.DecisionFeed;
import dev.spendbreaker.gate.DecisionListener;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.gate.RecentDecisions;
import dev.spendbreaker.gate.TopicArchive;
import dev.spendbreaker.http.ApiServer;
import dev.spendbreaker.http.BoundPort;
import dev.spendbreaker.http.CheckOptions;
import dev.spendbreaker.http.OtlpServer;
import dev.spendbreaker.http.PageRoutes;
import dev.spendbreaker.http.PolicyWriter;
import dev.spendbreaker.http.Route;
import dev.spendbreaker.http.ServerStartException;
import dev.spendbreaker.http.SpanPublisher;
import dev.spendbreaker.http.WebhookBackend;
import dev.spendbreaker.mcp.McpBackend;
import dev.spendbreaker.mcp.McpEndpoint;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.query.InstanceAuth;
import dev.spendbreaker.query.LocalDeliveryQueries;
import dev.spendbreaker.query.LocalKillQueries;
import dev.spendbreaker.query.LocalTopologyQueries;
import dev.spendbreaker.query.Queries;
import dev.spendbreaker.query.TopologyQueries;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.NewScopeLimit;
import dev.spendbreaker.topology.SpendbreakerTopology;
import dev.spendbreaker.topology.TopologySettings;
import dev.spendbreaker.tracing.Tracing;
import dev.spendbreaker.usage.UsageSettings;
import dev.spendbreaker.webhook.WebhookService;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance: the streams, what feeds them over HTTP, and what answers from their stores.
 *
 * <p>The servers answer from the start, and tell by {@code /readyz} what is still missing; the
 * streams start once Kafka answers and the topics are as they must be.
 */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);
  private static final Duration STREAMS_CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SERVERS_CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final PriceBook BUNDLED_PRICES = PriceBook.bundled();
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;

  private final Settings settings;
  private final AccessControl access;
  private final Admin admin;
  private final BrokerProbe broker;
  private final Meters meters;
  private final Tracing tracing;
  private final ConfiguredTls tls;
  private final BoundPort httpPort;
  private final HostInfo address;
  private final KafkaStreams streams;
  private final WebhookService webhooks;
  private final ApplicationMeters figures;
  private final KafkaWriter writer;
  private final ApplicationHealth health;
  private final TopicWhatIf whatIf;
  private final Gate gate;
  private final TopicArchive archive;
  private final Thread starter = new Thread(this::startStreams, "starter");
  private final CountDownLatch ended = new CountDownLatch(1);
  private final RecentDecisions recentDecisions = new RecentDecisions();
  private @Nullable McpEndpoint mcp;
  private @Nullable ApiServer api;
  private @Nullable OtlpServer otlp;
  private volatile @Nullable DecisionFeed decisions;
  private volatile boolean topicsReady;
  private volatile boolean closing;
  private volatile @Nullable DocumentCatchUp documentCatchUp;
  private volatile @Nullable Throwable failure;

  private Application(
      Settings settings, AccessControl access, ConfiguredTls tls, Admin admin, BoundPort httpPort) {
    this.settings = settings;
    this.access = access;
    this.tls = tls;
    this.admin = admin;
    this.httpPort = httpPort;
    meters = new Meters(settings.metricsAgents());
    tracing = tracing(settings.tracing());
    address = InstanceAddress.of(settings, httpPort);
    broker = new BrokerProbe(admin, settings.bootstrapServers());
    writer = new KafkaWriter(settings, () -> topicsReady && broker.isReachable());
    streams = new KafkaStreams(topology(settings), streamsProperties(), new PacedClients());
    figures = new ApplicationMeters(meters, streams);
    streams.setUncaughtExceptionHandler(this::onStreamFailure);
    streams.setStateListener(this::onStateChange);
    webhooks = Webhooks.service(settings, meters);
    whatIf = new TopicWhatIf(settings);
    archive = new TopicArchive(settings.consumerProperties(), settings.topics().decisions());
    gate = new Gate(settings.checks().failOpen(), settings.checks().maxAge());
    health = new ApplicationHealth(streams, broker, () -> documentCatchUp, gate::isReady);
  }

  /**
   * Starts an instance; comes back once its ports are bound, while the streams still start.
   *
   * @throws ServerStartException where a port cannot be bound
   * @throws UnreachableException where no broker's host name is known
   * @throws InvalidSettingsException where Kafka refuses a property, or a token or certificate
   *     cannot be had
   */
  public static Application start(Settings settings)
      throws ServerStartException, UnreachableException, InvalidSettingsException {
    Application application = create(settings);
    try {
      application.startServers();
    } catch (ServerStartException e) {
      application.close();
      throw e;
    }
    application.broker.start();
    application.starter.start();
    return application;
  }

  /** The port comes first: Kafka Streams tells it to the other instances. */
  private static Application create(Settings settings)
      throws ServerStartException, UnreachableException, InvalidSettingsException {
    AccessControl access = ConfiguredAccess.of(settings, System.getenv());
    ConfiguredTls tls = ConfiguredTls.of(settings.tls());
    Settings.Http http = settings.http();
    BoundPort port = BoundPort.bind("http", http.host(), http.port(), tls.key());
    try {
      return create(settings, access, tls, port);
    } catch (UnreachableException | InvalidSettingsException | RuntimeException e) {
      quietly("the HTTP port", port);
      throw e;
    }
  }

  private static Application create(
      Settings settings, AccessControl access, ConfiguredTls tls, BoundPort port)
      throws UnreachableException, InvalidSettingsException {
    Admin admin = KafkaAdmin.connect(settings);
    try {
      return new Application(settings, access, tls, admin, port);
    } catch (KafkaException e) {
      admin.close(Duration.ZERO);
      throw isStateDirTaken(e)
          ? new InvalidSettingsException(List.of(stateDirTaken(settings)))
          : KafkaAdmin.refused(settings, e);
    }
  }

  /** Kafka Streams has no exception of its own for it. */
  private static boolean isStateDirTaken(KafkaException failure) {
    return String.valueOf(failure.getMessage()).contains("in the same state directory");
  }

  private static String stateDirTaken(Settings settings) {
    return "another instance of '%s' runs on 'state.dir' %s: give each instance on one machine its own, with --state-dir"
        .formatted(settings.streams().applicationId(), settings.streams().stateDir());
  }

  private void startServers() throws ServerStartException {
    Settings.Topics topics = settings.topics();
    Dimensions dimensions = Dimensions.with(settings.usage().dimensions().keySet());
    InstanceAuth auth = instanceAuth(settings.instances());
    Queries queries = queries(auth);
    PolicyWriter policies = new TopicDocumentWriter(writer, topics.policies());
    SpanPublisher spans = new TopicSpanPublisher(writer, topics.spans());
    McpEndpoint mcp =
        McpEndpoint.open(
            mcpBackend(dimensions, queries, policies, spans), settings.mcp().readOnly());
    this.mcp = mcp;
    TopologyQueries topology = new LocalTopologyQueries(streams, topics.policies());
    figures.bind(health, gate, queries.spend(), topology);
    api =
        ApiServer.start(
            httpPort,
            access,
            dimensions,
            queries,
            auth,
            policies,
            new TopicDocumentWriter(writer, topics.prices()),
            webhookBackend(),
            health,
            gate,
            new DecisionLog(recentDecisions, archive),
            checkOptions(settings.checks()),
            meters,
            tracing,
            Stream.concat(mcp.routes().stream(), pageRoutes(dimensions, queries, topology).stream())
                .toList());
    Settings.Otlp otlp = settings.otlp();
    BoundPort otlpPort = BoundPort.bind("otlp", otlp.host(), otlp.port(), tls.key());
    this.otlp = OtlpServer.start(otlpPort, access, otlp.maxRequestBytes(), spans);
  }

  private static Tracing tracing(Settings.Tracing settings) {
    return settings.url() == null
        ? Tracing.OFF
        : Tracing.to(settings.url(), settings.sampled(), Version.built());
  }

  private Properties streamsProperties() {
    Properties properties = StreamsProperties.of(settings, address);
    properties.put(Meters.CONFIG, meters);
    properties.put(Tracing.CONFIG, tracing);
    return properties;
  }

  private List<Route> pageRoutes(Dimensions dimensions, Queries queries, TopologyQueries topology) {
    return PageRoutes.of(
        usageSettings(settings.usage()),
        queries.spend(),
        queries.prices(),
        dimensions,
        whatIf,
        topology,
        health,
        meters,
        InstantSource.system());
  }

  private Queries queries(InstanceAuth auth) {
    return Queries.of(
        streams,
        address,
        settings.topics().partitions(),
        BUNDLED_PRICES,
        auth,
        settings.instances().timeout(),
        tls.others(),
        Clock.systemUTC());
  }

  private WebhookBackend webhookBackend() {
    Webhooks writes = new Webhooks(writer, settings);
    return new WebhookBackend(
        new LocalDeliveryQueries(webhooks.streams()),
        writes,
        new LocalKillQueries(webhooks.streams()),
        writes);
  }

  private static InstanceAuth instanceAuth(Settings.Instances instances) {
    Password secret = instances.secret();
    return new InstanceAuth(secret == null ? null : secret.value(), Clock.systemUTC());
  }

  private McpBackend mcpBackend(
      Dimensions dimensions, Queries queries, PolicyWriter policies, SpanPublisher spans) {
    return new McpBackend(
        Version.built(),
        dimensions,
        queries.spend(),
        policies,
        queries.rollout(),
        spans,
        recentDecisions,
        Clock.systemUTC(),
        settings.usage().maxSpanCostNanos());
  }

  private static CheckOptions checkOptions(Settings.Checks checks) {
    return new CheckOptions(
        checks.refusalStatus(), checks.agentHeader(), checks.taskHeader(), checks.headerPrefix());
  }

  /** The topology that an application with these settings runs. */
  public static Topology topology(Settings settings) {
    return SpendbreakerTopology.build(
        topologySettings(settings), BUNDLED_PRICES, StreamsProperties.of(settings));
  }

  /** The topology of the application that delivers webhooks beside it. */
  public static Topology webhookTopology(Settings settings) {
    return Webhooks.topology(settings);
  }

  /** What the topology of an application with these settings is built from. */
  public static TopologySettings topologySettings(Settings settings) {
    return new TopologySettings(
        settings.streams().applicationId(),
        settings.topics().spans(),
        settings.topics().policies(),
        settings.topics().prices(),
        settings.topics().decisions(),
        settings.topics().logs(),
        settings.topics().rejects(),
        settings.topics().partitions(),
        settings.trace().retention(),
        settings.trace().maxSpans(),
        new ScopeRetention(settings.scopes().taskRetention(), settings.scopes().retention()),
        new NewScopeLimit(settings.scopes().maxNewTasks(), settings.scopes().maxNewOthers()),
        settings.otlp().maxRequestBytes(),
        usageSettings(settings.usage()));
  }

  private static UsageSettings usageSettings(Settings.Usage usage) {
    return new UsageSettings(
        usage.maxSpanCostNanos(),
        usage.agentAttributes(),
        usage.taskAttributes(),
        usage.dimensions());
  }

  private void startStreams() {
    try {
      awaitTopics();
      followDecisions();
      streams.start();
      webhooks.start();
    } catch (InterruptedException e) {
      LOG.debug("closed before the streams had started");
    } catch (TopicsException | UnreachableException | ExecutionException | RuntimeException e) {
      if (!closing) {
        fail(e);
      }
    }
  }

  private void followDecisions() {
    decisions =
        DecisionFeed.startInBackground(
            settings.consumerProperties(),
            settings.topics().decisions(),
            DecisionFeed.From.BEGINNING,
            DecisionListener.all(gate, recentDecisions));
    if (closing) {
      quietly("the decision feed", decisions);
    }
  }

  /** Goes on trying while Kafka does not answer; not where it refuses the credentials. */
  private void awaitTopics()
      throws InterruptedException, TopicsException, UnreachableException, ExecutionException {
    while (!topicsReady) {
      broker.awaitReachable();
      try {
        prepareTopics();
        documentCatchUp =
            DocumentCatchUp.from(
                admin,
                settings.streams().applicationId(),
                List.of(settings.topics().policies(), settings.topics().prices()),
                Names.topicsOnTheWay(settings.streams().applicationId()));
        topicsReady = true;
      } catch (UnreachableException | TimeoutException e) {
        LOG.warn("Kafka did not answer about the topics: trying again ({})", e.toString());
        Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
      }
    }
  }

  private void prepareTopics() throws UnreachableException, TopicsException {
    Topics topics = new Topics(settings);
    if (settings.topics().create()) {
      topics.create(admin).forEach(created -> LOG.info("created topic {}", created.name()));
    }
    List<String> fatal = new ArrayList<>();
    for (Finding finding : topics.check(admin)) {
      String text =
          "topic %s: %s (to fix: %s)".formatted(finding.topic(), finding.what(), finding.fix());
      if (finding.severity() == Finding.Severity.FATAL) {
        fatal.add(text);
      } else {
        LOG.warn(text);
      }
    }
    fatal.addAll(topics.checkInternal(admin));
    if (!fatal.isEmpty()) {
      throw new TopicsException(fatal);
    }
  }

  private StreamThreadExceptionResponse onStreamFailure(Throwable failure) {
    LOG.error("a stream thread failed and is replaced", failure);
    if (failure instanceof Error) {
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    pause();
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void onStateChange(KafkaStreams.State now, KafkaStreams.State before) {
    LOG.info("streams: {} -> {}", before, now);
    if (now == KafkaStreams.State.RUNNING) {
      figures.bindKafka();
    }
    if (now == KafkaStreams.State.ERROR) {
      fail(new IllegalStateException("the streams have stopped; the log above says why"));
    }
  }

  private void fail(Throwable cause) {
    failure = cause;
    ended.countDown();
  }

  /** The port of the API. */
  public int httpPort() {
    return Objects.requireNonNull(api).port();
  }

  /** The port of OTLP/HTTP ingest. */
  public int otlpPort() {
    return Objects.requireNonNull(otlp).port();
  }

  /** Why the application is not ready; empty when it is. */
  public List<String> notReady() {
    return health.notReady();
  }

  /**
   * Waits until the application ends.
   *
   * @return what ended it; null where it was closed
   */
  public @Nullable Throwable awaitEnd() throws InterruptedException {
    ended.await();
    return failure;
  }

  /** Whether the application has ended, by a failure or because it was closed. */
  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Stops taking requests, commits, leaves the group. Takes 5 seconds at most. */
  @Override
  public void close() {
    closing = true;
    health.stopping();
    starter.interrupt();
    Thread servers = new Thread(this::closeServers, "closing-servers");
    servers.start();
    Thread webhooksEnd = new Thread(() -> quietly("the webhooks", webhooks), "closing-webhooks");
    webhooksEnd.start();
    quietly(
        "the streams",
        () ->
            streams.close(
                CloseOptions.timeout(STREAMS_CLOSE_TIMEOUT)
                    .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)));
    quietly("the webhooks", () -> webhooksEnd.join(STREAMS_CLOSE_TIMEOUT.toMillis()));
    quietly("the servers", () -> servers.join(SERVERS_CLOSE_TIMEOUT.toMillis()));
    quietly("the decision feed", decisions);
    quietly("the decision archive", archive);
    quietly("the producer", writer);
    quietly("the meters", figures);
    quietly("the tracing", tracing);
    quietly("the broker probe", broker);
    quietly("the admin client", () -> admin.close(Duration.ofMillis(500)));
    ended.countDown();
  }

  private void closeServers() {
    whatIf.close();
    quietly("the MCP server", mcp);
    quietly("the OTLP server", otlp);
    quietly("the API server", api);
  }

  private static void quietly(String what, @Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      LOG.warn("{} did not close cleanly: {}", what, e.toString());
    }
  }
}
