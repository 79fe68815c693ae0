package dev.spendbreaker.demo;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Sends spans as an SDK's OTLP/HTTP exporter does. */
final class OtlpExporter {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final URI endpoint;

  /**
   * @param trusted whose certificate the endpoint may have
   */
  OtlpExporter(URI base, SSLContext trusted) {
    http = HttpClient.newBuilder().sslContext(trusted).build();
    endpoint = base.resolve("/v1/traces");
  }

  void export(ExportTraceServiceRequest request) throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(endpoint)
            .timeout(TIMEOUT)
            .header("content-type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
            .build();
    int status = http.send(post, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("the OTLP endpoint answered " + status);
    }
  }
}
