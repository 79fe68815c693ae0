package dev.spendbreaker.http;

import java.util.List;

/** The production HTTP server, with nothing but some routes. */
public final class RoutesServer implements AutoCloseable {
  private final JettyServer server;

  private RoutesServer(JettyServer server) {
    this.server = server;
  }

  /** Starts it on a free port of the loopback address. */
  public static RoutesServer start(List<Route> routes) throws ServerStartException {
    return new RoutesServer(
        JettyServer.start(
            BoundPort.bind("http", "127.0.0.1", 0),
            routes,
            (request, problem) -> ProblemDocuments.answer(problem),
            Timeouts.DEFAULT));
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
