package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Answer;
import dev.spendbreaker.http.Call;
import dev.spendbreaker.http.Json;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Revision 2026-07-28, which has no sessions: checks what each request says of itself, lets the
 * SDK's stateless server work out the result, and completes that with what the revision adds. To be
 * replaced by the SDK's own server once it speaks this revision.
 */
final class StatelessRevision {
  private static final String DISCOVER = "server/discover";
  private static final String LISTEN = "subscriptions/listen";

  /** What the revision has in common with those before it. */
  private static final Set<String> SHARED =
      Set.of(
          McpSchema.METHOD_TOOLS_LIST,
          McpSchema.METHOD_TOOLS_CALL,
          McpSchema.METHOD_RESOURCES_LIST,
          McpSchema.METHOD_RESOURCES_READ,
          McpSchema.METHOD_RESOURCES_TEMPLATES_LIST,
          McpSchema.METHOD_PROMPT_LIST,
          McpSchema.METHOD_PROMPT_GET,
          McpSchema.METHOD_COMPLETION_COMPLETE);

  /** How long results may be kept: what is offered only changes with a new version. */
  private static final Map<String, Integer> TTL_MILLIS =
      Map.of(
          DISCOVER,
          300_000,
          McpSchema.METHOD_TOOLS_LIST,
          300_000,
          McpSchema.METHOD_RESOURCES_LIST,
          300_000,
          McpSchema.METHOD_RESOURCES_TEMPLATES_LIST,
          300_000,
          McpSchema.METHOD_PROMPT_LIST,
          300_000,
          McpSchema.METHOD_RESOURCES_READ,
          0);

  /** The error of earlier revisions for a resource that does not exist; invalid params in this. */
  private static final int RESOURCE_NOT_FOUND = -32002;

  private static final int MISSING_CAPABILITY = -32021;

  private final McpFeatures features;
  private final McpStatelessServerHandler server;
  private final Listens listens;

  StatelessRevision(McpFeatures features, McpStatelessServerHandler server, Listens listens) {
    this.features = features;
    this.server = server;
    this.listens = listens;
  }

  /** Whether a message is of this revision, or of one nobody knows; else it is of a session. */
  static boolean speaks(Call call, RpcMessage message) {
    String revision = call.header(Revisions.HEADER);
    return RequestMeta.names(message)
        || (revision != null && !Revisions.WITH_SESSIONS.contains(revision));
  }

  CompletableFuture<Answer> post(Call call, RpcMessage message) {
    if (message.id() == null) {
      return Answer.empty(202).now();
    }
    RequestMeta meta = RequestMeta.of(call, message);
    String method = meta.method();
    if (method.equals(DISCOVER)) {
      return Answer.json(200, response(message, completed(method, discovered()))).now();
    }
    if (method.equals(LISTEN)) {
      return listens.open(message).now();
    }
    if (!SHARED.contains(method)) {
      String unknown = "Method not found: " + method;
      throw new RpcException(404, new RpcError(ErrorCodes.METHOD_NOT_FOUND, unknown, null));
    }
    RequestParams.check(message);
    return call(message, meta);
  }

  private CompletableFuture<Answer> call(RpcMessage message, RequestMeta meta) {
    RequestSession session = new RequestSession(meta.logLevel());
    McpTransportContext context =
        McpTransportContext.create(Map.of(StatelessServer.EXCHANGE, exchange(session, meta)));
    Disposable unused =
        server
            .handleRequest(context, message.as(McpSchema.JSONRPCRequest.class))
            .subscribe(response -> respond(session, message, meta.method(), response));
    return session.answer();
  }

  private static McpAsyncServerExchange exchange(RequestSession session, RequestMeta meta) {
    return new McpAsyncServerExchange(
        "", session, meta.clientCapabilities(), meta.clientInfo(), McpTransportContext.EMPTY);
  }

  private void respond(
      RequestSession session,
      RpcMessage message,
      String method,
      McpSchema.JSONRPCResponse response) {
    var error = response.error();
    if (error == null) {
      ObjectNode result = Json.MAPPER.valueToTree(response.result());
      session.respond(200, response(message, completed(method, result)));
    } else {
      int code = error.code() == RESOURCE_NOT_FOUND ? ErrorCodes.INVALID_PARAMS : error.code();
      RpcError adapted = new RpcError(code, error.message(), error.data());
      session.respond(code == MISSING_CAPABILITY ? 400 : 200, adapted.response(message.id()));
    }
  }

  private ObjectNode discovered() {
    ObjectNode result = Json.MAPPER.createObjectNode();
    result.putArray("supportedVersions").add(Revisions.STATELESS);
    result.set("capabilities", Json.MAPPER.valueToTree(McpFeatures.CAPABILITIES));
    return result.put("instructions", features.instructions());
  }

  /** With what every result has in this revision. */
  private ObjectNode completed(String method, ObjectNode result) {
    result.put("resultType", "complete");
    Integer ttl = TTL_MILLIS.get(method);
    if (ttl != null) {
      result.put("ttlMs", ttl).put("cacheScope", "private");
    }
    JsonNode meta = result.get("_meta");
    ObjectNode completed = meta instanceof ObjectNode object ? object : result.putObject("_meta");
    completed.set(RequestMeta.PREFIX + "serverInfo", Json.MAPPER.valueToTree(features.server()));
    return result;
  }

  private static ObjectNode response(RpcMessage message, @Nullable ObjectNode result) {
    ObjectNode response = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    response.set("id", message.id());
    response.set("result", result);
    return response;
  }
}
