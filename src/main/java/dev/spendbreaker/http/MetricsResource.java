package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.metrics.Meters;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /metrics}, in Prometheus' text format. */
final class MetricsResource {
  private final Meters meters;

  MetricsResource(Meters meters) {
    this.meters = meters;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/metrics", Access.READ, this::scrape));
  }

  private CompletableFuture<Answer> scrape(Call call) {
    return Answer.of(200, Meters.CONTENT_TYPE, meters.scrape().getBytes(UTF_8)).now();
  }
}
