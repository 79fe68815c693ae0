package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Forecast;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.testing.DecisionBuilder;
import dev.spendbreaker.testing.Traces;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Both servers, where there is a scope, a policy, a price and a decision of each kind. */
final class World implements AutoCloseable {
  static final String POLICY =
      "{\"version\":1,\"scope\":{\"agent\":\"a1\"},\"limit\":{\"usd\":5.25},"
          + "\"window\":{\"calendar\":\"week\",\"startsOn\":\"monday\"},"
          + "\"grants\":[{\"id\":\"g1\",\"amount\":1}],\"owner\":\"platform\","
          + "\"webhook\":{\"url\":\"https://hooks.example.com/x\",\"secret\":\"env:HOOK\"}}";
  static final String PRICE = "{\"version\":1,\"input\":4,\"output\":5}";
  static final Scope SCOPE = Scope.agent("a1");

  private static final TraceId TRACE = TraceId.parse("4bf92f3577b34da6a3ce929d0e0e4736");

  private static final PolicyStatus STANDING =
      new PolicyStatus(
          "p1",
          7,
          Policy.Mode.ENFORCE,
          LimitUnit.USD,
          42_100_000,
          50_000_000,
          7_900_000,
          new BigDecimal("0.842"),
          new BigDecimal("0.5"),
          Action.WARN,
          "warn_level",
          0L,
          3_600_000L,
          3_600_000L);

  /** A request, without the address of a server. */
  record Ask(String method, String path, @Nullable String body, Map<String, String> headers) {
    static Ask of(String method, String path) {
      return new Ask(method, path, null, Map.of());
    }

    Ask to(String otherPath) {
      return new Ask(method, otherPath, body, headers);
    }

    /** With JSON. */
    Ask sending(String json) {
      return new Ask(method, path, json, headers).with("content-type", "application/json");
    }

    Ask with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Ask(method, path, body, more);
    }

    private HttpRequest.Builder request(Client client) {
      HttpRequest.Builder request =
          client
              .to(path)
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body));
      headers.forEach(request::header);
      return request;
    }
  }

  final Api api;

  /** Why spans cannot be written; null where they can. */
  volatile @Nullable PublishException refusal;

  private final AccessControl access;
  private @Nullable OtlpServer otlp;
  private long decided;

  World() {
    this(new Api(), AccessControl.NONE);
  }

  private World(Api api, AccessControl access) {
    this.api = api;
    this.access = access;
    api.queries.know(
        new ScopeStatus(
            SCOPE,
            Action.WARN,
            Usage.priced(new Tokens(10, 5, 0, 0, 0), 42_100_000),
            STANDING,
            "",
            false,
            List.of(STANDING),
            Map.of("p1", new Forecast(60_000_000, 300_000, 4_000_000L)),
            decision().build(),
            1_000));
    api.queries.traces.put(TRACE, Traces.ofOneCall(TRACE, "a1", 42_100_000));
    api.queries.spent.put(SCOPE, List.of(Usage.ZERO));
    api.queries.policies.put(
        "p1", PolicyDocuments.parse("p1", POLICY.getBytes(UTF_8), 7, Api.DIMENSIONS));
    api.prices.put("acme/big", PRICE.getBytes(UTF_8)).join();
    api.prices.unpriced = List.of(new UnpricedModel("acme", "new", 2, 1_000, 2_000));
    api.kills.add(KillStatus.of(decision().build(), KillStatus.State.AWAITED, null));
    api.deliveries.add(delivery("d1", null, DeliveryStatus.State.DEAD));
    api.deliveries.add(delivery("d2", "p1", DeliveryStatus.State.PENDING));
    decide();
  }

  private static DeliveryStatus delivery(
      String id, @Nullable String policy, DeliveryStatus.State state) {
    return new DeliveryStatus(
        id,
        "decision-of-" + id,
        DeliveryStatus.Told.DECISION,
        SCOPE,
        Action.KILL,
        policy,
        "https://hooks.example.com",
        state,
        3,
        1_000,
        2_000L,
        503,
        "answered 503",
        state == DeliveryStatus.State.PENDING ? (Long) 9_000L : null);
  }

  /** One that asks for tokens, some of them of an authorization server. */
  static World withTokens() {
    return new World(new Api(ScopedTokens.WITH_SERVER), ScopedTokens.WITH_SERVER);
  }

  static World with(CheckOptions checks) {
    return new World(new Api(checks), AccessControl.NONE);
  }

  /** One that waits half a second for Kafka. */
  static World impatient() {
    return new World(Api.impatient(), AccessControl.NONE);
  }

  private static DecisionBuilder decision() {
    return DecisionBuilder.decision(SCOPE, Action.KILL).resetsAt(Api.NOW.toEpochMilli() + 60_000);
  }

  /** One more decision. */
  void decide() {
    api.recent.decided(decision().at(0, decided++));
  }

  /** From now on the agent may make no calls. */
  void kill() {
    api.gate.decided(decision().record());
  }

  /** Sends a request to the server that has the operation. */
  Received ask(OpenApi.Operation operation, Ask ask) {
    return Received.of(Client.send(ask.request(client(operation))));
  }

  /** Sends only the head of a request, with a host and a header of one's own. */
  Received askWithHead(OpenApi.Operation operation, Ask ask, String host, String header) {
    String line = ask.method() + " " + ask.path() + " HTTP/1.1";
    return Received.ofText(client(operation).raw(line, "Host: " + host, header));
  }

  private Client client(OpenApi.Operation operation) {
    return operation.scope().equals("ingest") ? new Client(otlp().port()) : api.client;
  }

  private OtlpServer otlp() {
    if (otlp == null) {
      try {
        otlp =
            OtlpServer.start(BoundPort.bind("otlp", "127.0.0.1", 0), access, 10_000, this::publish);
      } catch (ServerStartException e) {
        throw new AssertionError(e);
      }
    }
    return otlp;
  }

  private CompletableFuture<Void> publish(
      byte @Nullable [] key, byte[] message, String contentType) {
    PublishException refused = refusal;
    return refused == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(refused);
  }

  @Override
  public void close() {
    if (otlp != null) {
      otlp.close();
    }
    api.close();
  }
}
