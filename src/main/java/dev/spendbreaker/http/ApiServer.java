package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.query.InstanceAuth;
import dev.spendbreaker.query.Queries;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.tracing.Tracing;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The REST interface, the checks of gateways, and the health checks. */
public final class ApiServer implements AutoCloseable {
  private final List<Route> routes;
  private final JettyServer server;
  private final WaitingThreads waiting;
  private final DecisionStreams streams;

  private ApiServer(
      List<Route> routes, JettyServer server, WaitingThreads waiting, DecisionStreams streams) {
    this.routes = routes;
    this.server = server;
    this.waiting = waiting;
    this.streams = streams;
  }

  /**
   * Starts the server on a port, which it takes over.
   *
   * @param access who may do what
   * @param dimensions those that scopes may have
   * @param auth how other instances prove that they are
   * @param otherRoutes of the other surfaces on this port; they may wait for other instances, too
   * @throws ServerStartException where it does not start
   */
  public static ApiServer start(
      BoundPort port,
      AccessControl access,
      Dimensions dimensions,
      Queries queries,
      InstanceAuth auth,
      PolicyWriter policies,
      PriceWriter prices,
      WebhookBackend webhooks,
      Health health,
      Gate gate,
      DecisionLog decisions,
      CheckOptions checks,
      Meters meters,
      Tracing tracing,
      List<Route> otherRoutes)
      throws ServerStartException {
    return start(
        port,
        access,
        dimensions,
        queries,
        auth,
        policies,
        prices,
        webhooks,
        health,
        gate,
        decisions,
        checks,
        meters,
        tracing,
        otherRoutes,
        InstantSource.system(),
        Timeouts.DEFAULT);
  }

  static ApiServer start(
      BoundPort port,
      AccessControl access,
      Dimensions dimensions,
      Queries queries,
      InstanceAuth auth,
      PolicyWriter policies,
      PriceWriter prices,
      WebhookBackend webhooks,
      Health health,
      Gate gate,
      DecisionLog decisions,
      CheckOptions checks,
      Meters meters,
      Tracing tracing,
      List<Route> otherRoutes,
      InstantSource clock,
      Timeouts timeouts)
      throws ServerStartException {
    WaitingThreads waiting = new WaitingThreads();
    DecisionStreams streams = new DecisionStreams(decisions);
    SpendQueries spend = queries.spend();
    Turns turns = new Turns(waiting.executor());
    PolicyChanges changes =
        new PolicyChanges(spend, dimensions, policies, queries.rollout(), timeouts.kafka());
    PricesResource priceRoutes =
        new PricesResource(queries.prices(), prices, queries.rollout(), timeouts.kafka(), clock);
    List<Route> routes =
        Stream.of(
                CheckTimer.timed(new CheckResource(gate, checks, clock).routes(), meters),
                CheckTimer.timed(new GuardrailResource(gate, checks).routes(), meters),
                CheckTimer.timed(new FlagsResource(gate).routes(), meters),
                waiting.serve(
                    new ScopesResource(spend, decisions, webhooks.kills(), dimensions, clock)
                        .routes()),
                new DecisionsResource(decisions, streams).routes(),
                waiting.serve(new PoliciesResource(spend, changes, turns).routes()),
                waiting.serve(priceRoutes.routes()),
                new QuestionResource(queries.answers(), auth, port.address().isLoopbackAddress())
                    .routes(),
                new DeliveriesResource(webhooks.deliveries(), webhooks.resender()).routes(),
                new AcksResource(webhooks.kills(), decisions, webhooks.acks(), clock).routes(),
                new SchemasResource().routes(),
                new OpenApiResource().routes(),
                new ResourceMetadata(access).routes(),
                new HealthResource(health).routes(),
                waiting.serve(otherRoutes))
            .flatMap(List::stream)
            .toList();
    try {
      return new ApiServer(
          routes,
          JettyServer.start(
              port,
              access,
              TracedEndpoint.traced(routes, tracing),
              (request, problem) -> ProblemDocuments.answer(problem),
              timeouts),
          waiting,
          streams);
    } catch (ServerStartException e) {
      streams.close();
      waiting.close();
      throw e;
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** What it serves. */
  List<Route> routes() {
    return routes;
  }

  @Override
  public void close() {
    streams.close();
    server.close();
    waiting.close();
  }
}
