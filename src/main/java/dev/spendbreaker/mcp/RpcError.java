package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Answer;
import dev.spendbreaker.http.Json;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC error.
 *
 * @param data more for programs; null where there is none
 */
record RpcError(int code, String message, @Nullable Object data) {
  /** The response to the request with this id, null where that could not be read. */
  ObjectNode response(@Nullable JsonNode id) {
    ObjectNode response = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    if (id != null) {
      response.set("id", id);
    }
    ObjectNode error = response.putObject("error").put("code", code).put("message", message);
    if (data != null) {
      error.set("data", Json.MAPPER.valueToTree(data));
    }
    return response;
  }

  Answer answer(int status, @Nullable JsonNode id) {
    return Answer.json(status, response(id));
  }
}
