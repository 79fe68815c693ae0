package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.query.NotReadyException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** {@code /v1/decisions}: the latest decisions about all scopes, and the next ones as they come. */
final class DecisionsResource {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;
  private static final String DECISIONS = "/v1/decisions";

  private final DecisionLog log;
  private final DecisionStreams streams;

  DecisionsResource(DecisionLog log, DecisionStreams streams) {
    this.log = log;
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", DECISIONS, Access.READ, this::latest),
        new Route("GET", DECISIONS + "/stream", Access.READ, this::stream));
  }

  private CompletableFuture<Answer> latest(Call call) {
    Parameters parameters = call.parameters("limit", "agent");
    int limit = parameters.count("limit", DEFAULT_LIMIT, MAX_LIMIT);
    requireReady(log);
    return Answer.json(200, Map.of("decisions", array(log.latest(wanted(parameters), limit))))
        .now();
  }

  private CompletableFuture<Answer> stream(Call call) {
    Parameters parameters = call.parameters("agent");
    return streams.open(call.header("Last-Event-ID"), wanted(parameters));
  }

  private static Predicate<Decision> wanted(Parameters parameters) {
    String agent = parameters.text("agent");
    return agent == null
        ? any -> true
        : decision -> agent.equals(decision.scope().values().get(Scope.AGENT));
  }

  /** Until then, what is missing is not known. */
  static void requireReady(DecisionLog log) {
    if (!log.isReady()) {
      throw new NotReadyException("the decisions are still being read");
    }
  }

  static ArrayNode array(List<Decision> decisions) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    decisions.forEach(decision -> array.add(document(decision)));
    return array;
  }

  private static ObjectNode document(Decision decision) {
    return Json.object(DecisionDocuments.write(decision));
  }
}
