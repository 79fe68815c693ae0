package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.query.TopologyQueries;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/topology}: what this instance is doing, and which instances there are. */
final class TopologyResource {
  private final TopologyQueries queries;
  private final Health health;
  private final InstantSource clock;

  TopologyResource(TopologyQueries queries, Health health, InstantSource clock) {
    this.queries = queries;
    this.health = health;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/v1/topology", Access.READ, this::get));
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    ObjectNode document = Json.MAPPER.valueToTree(queries.status());
    document.set("notReady", Json.MAPPER.valueToTree(health.notReady()));
    document.put("asOf", clock.instant().toString());
    return Answer.json(200, document).now();
  }
}
