package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.gate.Check;
import dev.spendbreaker.gate.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;

/**
 * {@code /ofrep/v1/evaluate/flags}: budgets as flags of OpenFeature, by its remote evaluation
 * protocol. The dimensions of the call are the texts of the evaluation context; its targeting key
 * is the agent where the context names none.
 */
final class FlagsResource {
  private static final String PATH = "/ofrep/v1/evaluate/flags";
  private static final String TARGETING_KEY = "targetingKey";

  private final Gate gate;
  private final JsonBodies bodies = new JsonBodies();

  FlagsResource(Gate gate) {
    this.gate = gate;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", PATH, Access.CHECK, this::all),
        new Route("POST", PATH + "/", Access.CHECK, this::one));
  }

  private CompletableFuture<Answer> one(Call call) {
    String key = call.rest();
    Flag flag = Flag.of(key);
    if (flag == null) {
      String details = "there is no such flag; there are " + Flag.keys();
      return failure(404, key, "FLAG_NOT_FOUND", details).now();
    }
    return answer(call, key, check -> Answer.json(200, flag.evaluate(check)));
  }

  private CompletableFuture<Answer> all(Call call) {
    String known = call.header(HttpHeader.IF_NONE_MATCH);
    return answer(
        call,
        "",
        check -> Preconditions.unlessKnown(Answer.of(200, Answer.JSON, flags(check)), known));
  }

  private static byte[] flags(Check check) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    ArrayNode flags = document.putArray("flags");
    for (Flag flag : Flag.values()) {
      flags.add(flag.evaluate(check));
    }
    return Json.bytes(document);
  }

  /** What fails is told as the protocol wants it. */
  private CompletableFuture<Answer> answer(
      Call call, String key, Function<Check, Answer> evaluation) {
    CompletableFuture<Answer> answer;
    try {
      answer = bodies.answer(call, body -> evaluation.apply(check(body)));
    } catch (ProblemException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(failure -> failure(key, Problems.of(failure)));
  }

  private Check check(ObjectNode body) {
    Check check = gate.check(dimensions(body.path("context")));
    if (check.isUndecided()) {
      throw CheckAnswers.undecided(check).exception();
    }
    return check;
  }

  private static Map<String, String> dimensions(JsonNode context) {
    Map<String, String> dimensions = new HashMap<>();
    context
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isTextual() && !field.getValue().textValue().isEmpty()) {
                dimensions.put(field.getKey(), field.getValue().textValue());
              }
            });
    String target = dimensions.remove(TARGETING_KEY);
    if (target != null) {
      dimensions.putIfAbsent(Scope.AGENT, target);
    }
    if (dimensions.isEmpty()) {
      throw CallDimensions.none("name it in the context: as targetingKey, or agent and task")
          .exception();
    }
    return dimensions;
  }

  private static Answer failure(String key, Problem problem) {
    String code =
        switch (problem.code()) {
          case "no_dimension" -> "TARGETING_KEY_MISSING";
          case "malformed_json" -> "PARSE_ERROR";
          default -> "GENERAL";
        };
    return failure(problem.status(), key, code, problem.detail() + ": " + problem.hint())
        .with(problem.headers());
  }

  /**
   * @param key empty where the request is about all flags
   */
  private static Answer failure(int status, String key, String code, String details) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    if (!key.isEmpty()) {
      document.put("key", key);
    }
    document.put("errorCode", code).put("errorDetails", details);
    return Answer.json(status, document);
  }
}
