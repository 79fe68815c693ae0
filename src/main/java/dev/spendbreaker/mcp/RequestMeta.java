package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.http.Call;
import dev.spendbreaker.http.Json;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a stateless request says of itself (2026-07-28, § Request Metadata): in its {@code _meta},
 * and in headers, which must say the same.
 *
 * @param clientInfo null where the client does not say
 * @param logLevel null where it wants no log messages
 */
record RequestMeta(
    String method,
    McpSchema.ClientCapabilities clientCapabilities,
    McpSchema.@Nullable Implementation clientInfo,
    McpSchema.@Nullable LoggingLevel logLevel) {

  static final String PREFIX = "io.modelcontextprotocol/";

  private static final String REVISION = PREFIX + "protocolVersion";
  private static final int HEADER_MISMATCH = -32020;
  private static final int UNSUPPORTED_REVISION = -32022;

  /** The parameter that the header {@code Mcp-Name} repeats, by method. */
  private static final Map<String, String> NAMED_BY =
      Map.of(
          McpSchema.METHOD_TOOLS_CALL, "name",
          McpSchema.METHOD_PROMPT_GET, "name",
          McpSchema.METHOD_RESOURCES_READ, "uri");

  /** Whether a message names its revision, as only stateless ones do. */
  static boolean names(RpcMessage message) {
    return message.params().path("_meta").has(REVISION);
  }

  /**
   * Reads and checks it.
   *
   * @throws RpcException where something is missing, or headers and body differ
   */
  static RequestMeta of(Call call, RpcMessage message) {
    String method = message.method();
    if (method == null) {
      throw new RpcException(
          400, new RpcError(ErrorCodes.INVALID_REQUEST, "clients send no responses", null));
    }
    JsonNode meta = message.params().path("_meta");
    String revision = text(meta, REVISION);
    McpSchema.ClientCapabilities capabilities =
        object(meta, "clientCapabilities", McpSchema.ClientCapabilities.class);
    if (revision == null || capabilities == null) {
      throw invalid(
          "_meta must have " + REVISION + " and " + PREFIX + "clientCapabilities, an object");
    }
    requireSame(Revisions.HEADER, call.header(Revisions.HEADER), revision);
    requireSupported(revision);
    requireSame("Mcp-Method", call.header("Mcp-Method"), method);
    requireName(call, message, method);
    return new RequestMeta(
        method,
        capabilities,
        object(meta, "clientInfo", McpSchema.Implementation.class),
        object(meta, "logLevel", McpSchema.LoggingLevel.class));
  }

  private static void requireSupported(String revision) {
    if (!revision.equals(Revisions.STATELESS)) {
      throw new RpcException(
          400,
          new RpcError(
              UNSUPPORTED_REVISION,
              "Unsupported protocol version",
              Map.of("supported", List.of(Revisions.STATELESS), "requested", revision)));
    }
  }

  private static void requireName(Call call, RpcMessage message, String method) {
    String parameter = NAMED_BY.get(method);
    if (parameter == null) {
      return;
    }
    String name = text(message.params(), parameter);
    if (name == null) {
      throw invalid("params." + parameter + " is missing");
    }
    requireSame("Mcp-Name", decoded(call.header("Mcp-Name")), name);
  }

  private static void requireSame(String header, @Nullable String value, String inBody) {
    if (!inBody.equals(value)) {
      String found = value == null ? "is missing" : "is '" + value + "'";
      throw new RpcException(
          400,
          new RpcError(
              HEADER_MISMATCH,
              "Header mismatch: " + header + " " + found + ", and the body says '" + inBody + "'",
              null));
    }
  }

  /** A value that is no plain ASCII stands as {@code =?base64?…?=}. */
  private static @Nullable String decoded(@Nullable String value) {
    if (value == null || !value.startsWith("=?base64?") || !value.endsWith("?=")) {
      return value;
    }
    try {
      byte[] bytes =
          Base64.getDecoder().decode(value.substring(9, Math.max(9, value.length() - 2)));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private static <T> @Nullable T object(JsonNode meta, String key, Class<T> type) {
    JsonNode value = meta.get(PREFIX + key);
    if (value == null) {
      return null;
    }
    try {
      return Objects.requireNonNull(Json.MAPPER.convertValue(value, type));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw invalid("_meta." + PREFIX + key + " is not what the protocol asks for");
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).textValue();
  }

  private static RpcException invalid(String message) {
    return new RpcException(400, new RpcError(ErrorCodes.INVALID_PARAMS, message, null));
  }
}
