package dev.spendbreaker.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code /livez} and {@code /readyz}. */
final class HealthResource {
  private final Health health;

  HealthResource(Health health) {
    this.health = health;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/livez", Access.OPEN, this::live),
        new Route("GET", "/readyz", Access.OPEN, this::ready));
  }

  private CompletableFuture<Answer> live(Call call) {
    if (!health.live()) {
      throw new Problem(503, "not_live", "Spendbreaker cannot go on", "restart it; see its log")
          .exception();
    }
    return Answer.json(200, Map.of("status", "live")).now();
  }

  private CompletableFuture<Answer> ready(Call call) {
    List<String> reasons = health.notReady();
    if (!reasons.isEmpty()) {
      throw new Problem(503, "not_ready", "Spendbreaker is not ready", "wait for the reasons to go")
          .with("reasons", reasons)
          .exception();
    }
    return Answer.json(200, Map.of("status", "ready")).now();
  }
}
