package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;

/** OTLP/HTTP ingest: takes trace data at {@code /v1/traces} and writes it to the spans topic. */
public final class OtlpServer implements AutoCloseable {
  private final JettyServer server;

  private OtlpServer(JettyServer server) {
    this.server = server;
  }

  /**
   * Starts the server on a port, which it takes over.
   *
   * @param access who may do what
   * @param maxRequestBytes the largest request, as it comes and decompressed
   * @throws ServerStartException where it does not start
   */
  public static OtlpServer start(
      BoundPort port, AccessControl access, int maxRequestBytes, SpanPublisher publisher)
      throws ServerStartException {
    return start(port, access, maxRequestBytes, publisher, Timeouts.DEFAULT);
  }

  static OtlpServer start(
      BoundPort port,
      AccessControl access,
      int maxRequestBytes,
      SpanPublisher publisher,
      Timeouts timeouts)
      throws ServerStartException {
    TracesResource traces = new TracesResource(maxRequestBytes, publisher, timeouts.kafka());
    return new OtlpServer(
        JettyServer.start(port, access, traces.routes(), OtlpErrors::answer, timeouts));
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
