package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;
import java.util.List;

/** The production HTTP server, with nothing but some routes. */
public final class RoutesServer implements AutoCloseable {
  private final JettyServer server;

  private RoutesServer(JettyServer server) {
    this.server = server;
  }

  /** Starts it on a free port of the loopback address. */
  public static RoutesServer start(List<Route> routes) throws ServerStartException {
    return start(routes, AccessControl.NONE);
  }

  /** Starts it where not everybody may do everything. */
  public static RoutesServer start(List<Route> routes, AccessControl access)
      throws ServerStartException {
    return start(BoundPort.bind("http", "127.0.0.1", 0), routes, access);
  }

  /** Starts it on a port, perhaps with TLS. */
  static RoutesServer start(BoundPort port, List<Route> routes, AccessControl access)
      throws ServerStartException {
    return new RoutesServer(
        JettyServer.start(
            port,
            access,
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
