package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.gate.Check;
import dev.spendbreaker.gate.Gate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/check}, by any method and with anything after it: whether a call may be made.
 *
 * <p>Its dimensions are taken from headers, then from the query; where both are silent, from a JSON
 * body. A header wins over the query, because gateways set headers and may hand on the query of
 * their clients.
 */
final class CheckResource {
  private static final String PATH = "/v1/check";

  private final Gate gate;
  private final CallDimensions headers;
  private final CheckAnswers answers;
  private final JsonBodies bodies = new JsonBodies();
  private final String hint;

  CheckResource(Gate gate, CheckOptions options, InstantSource clock) {
    this.gate = gate;
    this.headers = new CallDimensions(options);
    this.answers = new CheckAnswers(options.refusalStatus(), clock);
    this.hint =
        "name it in the header %s or %s, in the query (%s?agent=…&task=…), or in a JSON body"
            .formatted(options.agentHeader(), options.taskHeader(), PATH);
  }

  List<Route> routes() {
    return List.of(
        Route.forGateways(PATH, call -> check(call, true)),
        Route.forGateways(PATH + "/", call -> check(call, false)));
  }

  /**
   * @param direct whether the query is of the gateway's making, not of the request it asks about
   */
  private CompletableFuture<Answer> check(Call call, boolean direct) {
    Map<String, String> dimensions = new HashMap<>(call.allParameters(direct));
    headers.addHeaders(call.headers(), dimensions);
    if (!dimensions.isEmpty()) {
      return answer(dimensions).now();
    }
    if (call.mediaType().equals(Answer.JSON)) {
      return bodies.answer(call, body -> answer(texts(body)));
    }
    throw CallDimensions.none(hint).exception();
  }

  private Map<String, String> texts(ObjectNode body) {
    Map<String, String> texts = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!field.getValue().isTextual()) {
        throw new Problem(
                400,
                "invalid_dimension",
                "the value of '" + field.getKey() + "' is no text",
                "write every dimension's value in quotes")
            .exception();
      }
      texts.put(field.getKey(), field.getValue().textValue());
    }
    texts.values().removeIf(String::isEmpty);
    if (texts.isEmpty()) {
      throw CallDimensions.none(hint).exception();
    }
    return texts;
  }

  private Answer answer(Map<String, String> dimensions) {
    Check check = gate.check(dimensions);
    return answers.of(check, gate.ageMillis());
  }
}
