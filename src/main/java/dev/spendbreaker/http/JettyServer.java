package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.tls.CertifiedKey;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One port with its routes. */
final class JettyServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JettyServer.class);
  private static final int MAX_THREADS = 32;
  private static final int MAX_CONNECTIONS = 2_000;
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final long STOP_MILLIS = 3_000;

  /**
   * Endpoints take the path as it was sent, so nothing in it is ambiguous: any value may stand in a
   * scope key, encoded slashes, dots and control characters among them.
   */
  private static final UriCompliance RAW_PATHS =
      new UriCompliance(
          "RAW_PATHS",
          EnumSet.of(
              UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
              UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
              UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
              UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
              UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
              UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));

  private final Server server;
  private final int port;

  private JettyServer(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a server on a port, which it takes over.
   *
   * @param access who may do what
   */
  static JettyServer start(
      BoundPort port,
      AccessControl access,
      List<Route> routes,
      ErrorFormat errors,
      Timeouts timeouts)
      throws ServerStartException {
    OriginGuard guard = new OriginGuard(port.address(), access.publicUrls());
    TokenGuard tokens = new TokenGuard(access);
    Server server = new Server(threads(port.name()));
    server.setErrorHandler(
        (request, response, callback) -> writeError(request, response, callback, errors));
    server.setHandler(new GracefulHandler(new Router(routes, guard, tokens, errors, timeouts)));
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
    server.setStopTimeout(STOP_MILLIS);
    JettyServer started = new JettyServer(server, port.port());
    started.start(port, timeouts);
    return started;
  }

  /** The port it listens on. */
  int port() {
    return port;
  }

  /** Stops listening, and gives requests that are being answered a few seconds to end. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("The server did not stop cleanly", e);
    }
  }

  private void start(BoundPort bound, Timeouts timeouts) throws ServerStartException {
    try {
      server.addConnector(connector(server, bound, timeouts));
      server.start();
    } catch (Exception e) {
      close();
      throw new ServerStartException("the server of port " + port + " did not start: " + e, e);
    }
  }

  private static QueuedThreadPool threads(String name) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName(name);
    threads.setDaemon(true);
    return threads;
  }

  private static ServerConnector connector(Server server, BoundPort bound, Timeouts timeouts)
      throws IOException {
    ServerConnector connector = new ServerConnector(server, 1, 1, protocols(server, bound));
    connector.open(bound.channel());
    connector.setIdleTimeout(timeouts.client().toMillis());
    connector.setShutdownIdleTimeout(100);
    return connector;
  }

  private static ConnectionFactory[] protocols(Server server, BoundPort bound) {
    HttpConfiguration configuration = configuration();
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    CertifiedKey key = bound.key();
    if (key == null) {
      return new ConnectionFactory[] {http};
    }
    TlsConnections tls = new TlsConnections(bound.name(), key, server.getScheduler());
    TlsConnections.secure(configuration);
    server.addBean(tls);
    return new ConnectionFactory[] {tls.factory(), http};
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
    configuration.setUriCompliance(RAW_PATHS);
    return configuration;
  }

  /** Writes what Jetty itself refuses, such as a request that is no HTTP. */
  private static boolean writeError(
      Request request, Response response, Callback callback, ErrorFormat errors) {
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String detail = message == null ? "the request cannot be served" : message.toString();
    Problem problem = refusal(response.getStatus(), detail);
    Reply.write(response, callback, errors.answer(request, problem));
    return true;
  }

  private static Problem refusal(int status, String detail) {
    if (status == 503) {
      return new Problem(503, "stopping", "Spendbreaker is stopping", "try again").retryAfter(1);
    }
    return status == 500
        ? new Problem(500, "internal_error", detail, "see the log of Spendbreaker")
        : new Problem(status, "bad_request", detail, "send a request as RFC 9110 and 3986 say");
  }
}
