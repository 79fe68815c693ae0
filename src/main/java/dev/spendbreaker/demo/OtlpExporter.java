package dev.spendbreaker.demo;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends spans as an SDK's OTLP/HTTP exporter does. */
public final class OtlpExporter {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final URI endpoint;
  private final @Nullable String token;

  /**
   * An exporter to an application or a Collector.
   *
   * @param base where it listens
   * @param token null where none is asked for
   * @param trusted whose certificate it may have
   */
  public OtlpExporter(URI base, @Nullable String token, SSLContext trusted) {
    http = HttpClient.newBuilder().sslContext(trusted).build();
    this.token = token;
    endpoint = base.resolve("/v1/traces");
  }

  void export(ExportTraceServiceRequest request) throws IOException, InterruptedException {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(endpoint)
            .timeout(TIMEOUT)
            .header("content-type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()));
    if (token != null) {
      post.header("authorization", "Bearer " + token);
    }
    int status = http.send(post.build(), BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("the OTLP endpoint answered " + status);
    }
  }
}
