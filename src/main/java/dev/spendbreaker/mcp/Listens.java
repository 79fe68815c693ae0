package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Answer;
import dev.spendbreaker.http.EventStream;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.Problem;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open {@code subscriptions/listen} requests (2026-07-28, § Subscriptions). What is offered
 * does not change while the server runs, so only changes of resources are told.
 */
final class Listens {
  private static final int MAX_LISTENS = 1_000;
  private static final int MAX_RESOURCES = 100;

  private final Watches watches;
  private final Map<EventStream, JsonNode> ids = new ConcurrentHashMap<>();

  Listens(Watches watches) {
    this.watches = watches;
  }

  /** Answers with what the request asks for, for as long as client and server live. */
  Answer open(RpcMessage message) {
    if (ids.size() >= MAX_LISTENS) {
      throw new Problem(
              503,
              "too_many_subscriptions",
              "there are " + MAX_LISTENS + " open subscriptions",
              "close some that are no longer needed")
          .exception();
    }
    JsonNode id = Objects.requireNonNull(message.id());
    List<String> uris = resources(message);
    return Answer.events(stream -> begin(stream, id, uris));
  }

  private static List<String> resources(RpcMessage message) {
    List<String> uris = new ArrayList<>();
    for (JsonNode uri : message.params().path("notifications").path("resourceSubscriptions")) {
      if (uris.size() < MAX_RESOURCES) {
        uris.add(uri.asText());
      }
    }
    return uris;
  }

  private void begin(EventStream stream, JsonNode id, List<String> uris) {
    ids.put(stream, id);
    stream.onClose(
        () -> {
          ids.remove(stream);
          watches.remove(stream);
        });
    stream.send(acknowledged(id, uris));
    uris.forEach(uri -> watches.add(stream, uri, changed -> stream.send(updated(id, changed))));
  }

  private static String acknowledged(JsonNode id, List<String> uris) {
    ObjectNode params = params(id);
    ObjectNode honoured = params.putObject("notifications");
    if (!uris.isEmpty()) {
      ArrayNode resources = honoured.putArray("resourceSubscriptions");
      uris.forEach(resources::add);
    }
    return notification("notifications/subscriptions/acknowledged", params);
  }

  private static String updated(JsonNode id, String uri) {
    return notification(
        McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED, params(id).put("uri", uri));
  }

  private static String notification(String method, ObjectNode params) {
    ObjectNode message = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0").put("method", method);
    message.set("params", params);
    return message.toString();
  }

  private static ObjectNode params(JsonNode id) {
    ObjectNode params = Json.MAPPER.createObjectNode();
    params.putObject("_meta").set(RequestMeta.PREFIX + "subscriptionId", id);
    return params;
  }

  /** Ends all of them, each with a response. */
  void close() {
    ids.forEach(
        (stream, id) -> {
          ObjectNode response = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
          response.set("id", id);
          response.set("result", params(id).put("resultType", "complete"));
          stream.send(response.toString());
          stream.end();
        });
  }
}
