package dev.spendbreaker.http;

import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.query.InstanceAuth;
import dev.spendbreaker.query.Queries;
import dev.spendbreaker.query.Rollout;
import dev.spendbreaker.query.SpendQueries;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The REST interface, the checks of gateways, and the health checks. */
public final class ApiServer implements AutoCloseable {
  private final JettyServer server;
  private final WaitingThreads waiting;

  private ApiServer(JettyServer server, WaitingThreads waiting) {
    this.server = server;
    this.waiting = waiting;
  }

  /**
   * Starts the server on a port, which it takes over.
   *
   * @param dimensions those that scopes may have
   * @param auth how other instances prove that they are
   * @throws ServerStartException where it does not start
   */
  public static ApiServer start(
      BoundPort port,
      Dimensions dimensions,
      Queries queries,
      InstanceAuth auth,
      PolicyWriter policies,
      PriceWriter prices,
      Health health,
      Gate gate,
      CheckOptions checks)
      throws ServerStartException {
    return start(
        port,
        dimensions,
        queries,
        auth,
        policies,
        prices,
        health,
        gate,
        checks,
        InstantSource.system(),
        Timeouts.DEFAULT);
  }

  static ApiServer start(
      BoundPort port,
      Dimensions dimensions,
      Queries queries,
      InstanceAuth auth,
      PolicyWriter policies,
      PriceWriter prices,
      Health health,
      Gate gate,
      CheckOptions checks,
      InstantSource clock,
      Timeouts timeouts)
      throws ServerStartException {
    WaitingThreads waiting = new WaitingThreads();
    SpendQueries spend = queries.spend();
    Rollout rollout = queries.rollout();
    List<Route> routes =
        Stream.of(
                new CheckResource(gate, checks, clock).routes(),
                new GuardrailResource(gate, checks).routes(),
                new FlagsResource(gate).routes(),
                waiting.serve(new ScopesResource(spend, dimensions, clock).routes()),
                waiting.serve(
                    new PoliciesResource(spend, dimensions, policies, rollout, timeouts.kafka())
                        .routes()),
                waiting.serve(
                    new PricesResource(queries.prices(), prices, rollout, timeouts.kafka(), clock)
                        .routes()),
                new QuestionResource(queries.answers(), auth, port.address().isLoopbackAddress())
                    .routes(),
                new HealthResource(health).routes())
            .flatMap(List::stream)
            .toList();
    try {
      return new ApiServer(
          JettyServer.start(
              port, routes, (request, problem) -> ProblemDocuments.answer(problem), timeouts),
          waiting);
    } catch (ServerStartException e) {
      waiting.close();
      throw e;
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    waiting.close();
  }
}
