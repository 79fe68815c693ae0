package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Json;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC message as a client sent it.
 *
 * @param id a string or a whole number; null in a notification
 * @param method null in a response
 */
record RpcMessage(@Nullable JsonNode id, @Nullable String method, ObjectNode body) {
  /**
   * Reads a message.
   *
   * @throws RpcException where it is none
   */
  static RpcMessage parse(byte[] bytes) {
    JsonNode root = read(bytes);
    if (!(root instanceof ObjectNode body) || !"2.0".equals(body.path("jsonrpc").textValue())) {
      throw invalid("a body is one JSON-RPC 2.0 message, an object");
    }
    JsonNode id = body.get("id");
    if (id != null && !id.isTextual() && !id.isIntegralNumber()) {
      throw invalid("the id of a request is a string or a whole number");
    }
    JsonNode method = body.get("method");
    if (method != null && !method.isTextual()) {
      throw invalid("the method of a request is a string");
    }
    return new RpcMessage(id, method == null ? null : method.textValue(), body);
  }

  boolean isRequest() {
    return id != null && method != null;
  }

  /** The params; an empty object where there are none. */
  JsonNode params() {
    return body.path("params");
  }

  /**
   * The whole message as a type of the SDK.
   *
   * @throws RpcException where it is not of that type
   */
  <T> T as(Class<T> type) {
    return converted(body, type);
  }

  /**
   * The params as a type of the SDK.
   *
   * @throws RpcException where they are not of that type
   */
  <T> T paramsAs(Class<T> type) {
    return converted(params(), type);
  }

  private static <T> T converted(JsonNode node, Class<T> type) {
    try {
      return Objects.requireNonNull(Json.MAPPER.convertValue(node, type));
    } catch (IllegalArgumentException | NullPointerException e) {
      String wrong = "this is no " + type.getSimpleName() + " as the protocol has it";
      throw new RpcException(400, new RpcError(ErrorCodes.INVALID_PARAMS, wrong, null));
    }
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return Json.MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new RpcException(
          400, new RpcError(ErrorCodes.PARSE_ERROR, "the body is not JSON", null));
    }
  }

  private static RpcException invalid(String message) {
    return new RpcException(400, new RpcError(ErrorCodes.INVALID_REQUEST, message, null));
  }
}
