package dev.spendbreaker.http;

import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.gate.RecentDecisions;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.query.Change;
import dev.spendbreaker.query.InstanceAuth;
import dev.spendbreaker.query.Queries;
import dev.spendbreaker.query.Rollout;
import dev.spendbreaker.query.TopologyStatus;
import dev.spendbreaker.tracing.Tracing;
import dev.spendbreaker.usage.UsageSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A server with fakes behind it. */
final class Api implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

  static final Dimensions DIMENSIONS = Dimensions.with(List.of("team", "user"));

  static final UsageSettings USAGE =
      new UsageSettings(10_000_000_000_000L, List.of(), List.of(), Map.of());

  static final TopologyStatus TOPOLOGY =
      new TopologyStatus(
          "RUNNING",
          List.of(new TopologyStatus.Subtopology("read", 1_200, 3, 4, 2, 0)),
          List.of(new TopologyStatus.Store("scopes", "ledger", 4, 17, 4_096, 65_536)),
          List.of(new TopologyStatus.Instance("127.0.0.1:8080", true, List.of(0), List.of(0, 1))));

  final FakeQueries queries = new FakeQueries();
  final FakePolicyWriter writer = new FakePolicyWriter(queries);
  final FakePrices prices = new FakePrices();
  final FakeDeliveries deliveries = new FakeDeliveries();
  final FakeKills kills = new FakeKills();
  final FakeHealth health = new FakeHealth();
  final FakeWhatIf whatIf = new FakeWhatIf();
  final Meters meters = new Meters();
  final RecentDecisions recent = new RecentDecisions();
  final FakeArchive archive = new FakeArchive();
  final Gate gate = new Gate(false, Duration.ofDays(1));
  final ApiServer server;
  final Client client;

  static final CheckOptions CHECKS =
      new CheckOptions(403, "x-budget-agent", "x-budget-task", "x-budget-");

  Api() {
    this(Timeouts.DEFAULT, CHECKS, null, AccessControl.NONE, Tracing.OFF);
  }

  Api(AccessControl access) {
    this(Timeouts.DEFAULT, CHECKS, null, access, Tracing.OFF);
  }

  Api(Timeouts timeouts) {
    this(timeouts, CHECKS, null, AccessControl.NONE, Tracing.OFF);
  }

  Api(CheckOptions checks) {
    this(Timeouts.DEFAULT, checks, null, AccessControl.NONE, Tracing.OFF);
  }

  Api(Tracing tracing) {
    this(Timeouts.DEFAULT, CHECKS, null, AccessControl.NONE, tracing);
  }

  private CompletableFuture<Rollout.Reach> reach(Change change, Duration patience) {
    boolean ofPolicy =
        change.kind() == Change.Kind.POLICY_SET || change.kind() == Change.Kind.POLICY_DELETED;
    return (ofPolicy ? queries : prices).await(change, patience);
  }

  /** A server whose other instances know this secret. */
  static Api withSecret(String secret) {
    return withSecret(secret, AccessControl.NONE);
  }

  static Api withSecret(String secret, AccessControl access) {
    return new Api(Timeouts.DEFAULT, CHECKS, secret, access, Tracing.OFF);
  }

  private Api(
      Timeouts timeouts,
      CheckOptions checks,
      @Nullable String secret,
      AccessControl access,
      Tracing tracing) {
    gate.current(System.nanoTime());
    recent.current(System.nanoTime());
    try {
      server =
          ApiServer.start(
              BoundPort.bind("http", "127.0.0.1", 0),
              access,
              DIMENSIONS,
              new Queries(queries, prices, this::reach, question -> question),
              new InstanceAuth(secret, InstantSource.fixed(NOW)),
              writer,
              prices,
              new WebhookBackend(deliveries, deliveries, kills, kills),
              health,
              gate,
              new DecisionLog(recent, archive),
              checks,
              meters,
              tracing,
              page(),
              InstantSource.fixed(NOW),
              timeouts);
    } catch (ServerStartException e) {
      throw new AssertionError(e);
    }
    client = new Client(server.port());
  }

  private List<Route> page() {
    return PageRoutes.of(
        USAGE,
        queries,
        prices,
        DIMENSIONS,
        whatIf,
        () -> TOPOLOGY,
        health,
        meters,
        InstantSource.fixed(NOW));
  }

  /** A server that waits half a second for Kafka. */
  static Api impatient() {
    return new Api(new Timeouts(Duration.ofSeconds(10), Duration.ofMillis(500)));
  }

  /** Checks the members that every problem has, and returns it. */
  static JsonNode assertProblem(HttpResponse<byte[]> answer, int status, String code) {
    JsonNode problem = json(answer);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    assertThat(problem.path("type").asText()).isEqualTo("about:blank");
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("status").intValue()).isEqualTo(status);
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(problem.path("hint").asText()).isNotBlank();
    return problem;
  }

  @Override
  public void close() {
    server.close();
  }
}
