package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;

/** OTLP/HTTP ingest: takes trace data at {@code /v1/traces} and writes it to the spans topic. */
public final class OtlpServer implements AutoCloseable {
  private final JettyServer server;

  private OtlpServer(JettyServer server) {
    this.server = server;
  }

  /**
   * Starts the server.
   *
   * @param host a name or address of this machine
   * @param port 0 for a free one
   * @param access who may do what
   * @param maxRequestBytes the largest request, as it comes and decompressed
   * @throws ServerStartException where it cannot listen there
   */
  public static OtlpServer start(
      String host, int port, AccessControl access, int maxRequestBytes, SpanPublisher publisher)
      throws ServerStartException {
    return start(host, port, access, maxRequestBytes, publisher, Timeouts.DEFAULT);
  }

  static OtlpServer start(
      String host,
      int port,
      AccessControl access,
      int maxRequestBytes,
      SpanPublisher publisher,
      Timeouts timeouts)
      throws ServerStartException {
    TracesResource traces = new TracesResource(maxRequestBytes, publisher, timeouts.kafka());
    return new OtlpServer(
        JettyServer.start(
            BoundPort.bind("otlp", host, port),
            access,
            traces.routes(),
            OtlpErrors::answer,
            timeouts));
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
