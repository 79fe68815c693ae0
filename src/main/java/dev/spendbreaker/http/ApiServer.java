package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.query.PriceQueries;
import dev.spendbreaker.query.SpendQueries;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/** The REST interface, the checks of gateways, and the health checks. */
public final class ApiServer implements AutoCloseable {
  private final JettyServer server;
  private final ScheduledExecutorService scheduler;
  private final DecisionStreams streams;

  private ApiServer(
      JettyServer server, ScheduledExecutorService scheduler, DecisionStreams streams) {
    this.server = server;
    this.streams = streams;
    this.scheduler = scheduler;
  }

  /**
   * Starts the server.
   *
   * @param host a name or address of this machine
   * @param port 0 for a free one
   * @param access who may do what
   * @param dimensions those that scopes may have
   * @param otherRoutes of the other surfaces on this port
   * @throws ServerStartException where it cannot listen there
   */
  public static ApiServer start(
      String host,
      int port,
      AccessControl access,
      Dimensions dimensions,
      SpendQueries queries,
      PolicyWriter policies,
      PriceQueries priceQueries,
      PriceWriter prices,
      Health health,
      Gate gate,
      DecisionLog decisions,
      CheckOptions checks,
      List<Route> otherRoutes)
      throws ServerStartException {
    return start(
        host,
        port,
        access,
        dimensions,
        queries,
        policies,
        priceQueries,
        prices,
        health,
        gate,
        decisions,
        checks,
        otherRoutes,
        InstantSource.system(),
        Timeouts.DEFAULT);
  }

  static ApiServer start(
      String host,
      int port,
      AccessControl access,
      Dimensions dimensions,
      SpendQueries queries,
      PolicyWriter policies,
      PriceQueries priceQueries,
      PriceWriter prices,
      Health health,
      Gate gate,
      DecisionLog decisions,
      CheckOptions checks,
      List<Route> otherRoutes,
      InstantSource clock,
      Timeouts timeouts)
      throws ServerStartException {
    ScheduledExecutorService scheduler = scheduler();
    DecisionStreams streams = new DecisionStreams(decisions);
    List<Route> routes =
        Stream.of(
                new CheckResource(gate, checks, clock).routes(),
                new GuardrailResource(gate, checks).routes(),
                new FlagsResource(gate).routes(),
                new ScopesResource(queries, decisions, dimensions, clock).routes(),
                new DecisionsResource(decisions, streams).routes(),
                new PoliciesResource(
                        queries,
                        new PolicyChanges(
                            queries, dimensions, policies, scheduler, timeouts.kafka()))
                    .routes(),
                new PricesResource(priceQueries, prices, scheduler, timeouts.kafka(), clock)
                    .routes(),
                new SchemasResource().routes(),
                new ResourceMetadata(access).routes(),
                new HealthResource(health).routes(),
                otherRoutes)
            .flatMap(List::stream)
            .toList();
    try {
      return new ApiServer(
          JettyServer.start(
              "http",
              host,
              port,
              access,
              routes,
              (request, problem) -> ProblemDocuments.answer(problem),
              timeouts),
          scheduler,
          streams);
    } catch (ServerStartException e) {
      streams.close();
      scheduler.shutdownNow();
      throw e;
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    streams.close();
    server.close();
    scheduler.shutdownNow();
  }

  private static ScheduledExecutorService scheduler() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "http-policies");
          thread.setDaemon(true);
          return thread;
        });
  }
}
