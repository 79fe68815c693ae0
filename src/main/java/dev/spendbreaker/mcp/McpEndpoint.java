package dev.spendbreaker.mcp;

import dev.spendbreaker.access.Permission;
import dev.spendbreaker.http.Access;
import dev.spendbreaker.http.Answer;
import dev.spendbreaker.http.BoundedBuffer;
import dev.spendbreaker.http.ByteQuota;
import dev.spendbreaker.http.Call;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.Problem;
import dev.spendbreaker.http.Route;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /mcp}: the Model Context Protocol over streamable HTTP, in every revision served. */
public final class McpEndpoint implements AutoCloseable {
  private static final String PATH = "/mcp";
  private static final String JSON = "application/json";
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final int MAX_IN_FLIGHT_BYTES = 32 << 20;
  private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(60);

  /** Arguments are checked by the tools, and results by the tests. */
  private static final JsonSchemaValidator NO_VALIDATOR =
      (schema, content) -> JsonSchemaValidator.ValidationResponse.asValid("");

  private final ScheduledExecutorService scheduler;

  /** What callers get who may not write; null where they get the same as all. */
  private final @Nullable McpEndpoint forReaders;

  private final McpAsyncServer server;
  private final Sessions sessions;
  private final Listens listens;
  private final StatelessRevision stateless;
  private final Set<String> withheld;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  private McpEndpoint(
      McpFeatures features, ScheduledExecutorService scheduler, @Nullable McpEndpoint forReaders) {
    this.scheduler = scheduler;
    this.forReaders = forReaders;
    McpJsonMapper mapper = new JacksonMcpJsonMapper(Json.MAPPER);
    Watches watches = new Watches(features.versions(), scheduler);
    sessions = new Sessions(mapper, watches);
    server = server(features, mapper, sessions);
    listens = new Listens(watches);
    stateless =
        new StatelessRevision(
            features, StatelessServer.of(features, mapper, NO_VALIDATOR), listens);
    withheld = features.withheld();
  }

  /**
   * Opens the endpoint over a running application.
   *
   * @param readOnly leaves out the tools that change something
   */
  public static McpEndpoint open(McpBackend backend, boolean readOnly) {
    ScheduledExecutorService scheduler = scheduler();
    McpEndpoint forReaders =
        new McpEndpoint(BudgetFeatures.of(backend, scheduler, true), scheduler, null);
    return readOnly
        ? forReaders
        : new McpEndpoint(BudgetFeatures.of(backend, scheduler, false), scheduler, forReaders);
  }

  static McpEndpoint of(McpFeatures features) {
    return new McpEndpoint(features, scheduler(), null);
  }

  private static ScheduledExecutorService scheduler() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "mcp");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static McpAsyncServer server(
      McpFeatures features, McpJsonMapper mapper, Sessions sessions) {
    return McpServer.async(sessions)
        .serverInfo(features.server())
        .instructions(features.instructions())
        .capabilities(McpFeatures.CAPABILITIES)
        .requestTimeout(CLIENT_PATIENCE)
        .jsonMapper(mapper)
        .jsonSchemaValidator(NO_VALIDATOR)
        .validateToolInputs(false)
        .uriTemplateManagerFactory(new UriTemplates())
        .tools(features.tools())
        .resources(features.resources())
        .resourceTemplates(features.resourceTemplates())
        .prompts(features.prompts())
        .completions(features.completions())
        .build();
  }

  /** What the HTTP server serves. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", PATH, Access.READ, call -> servedTo(call).post(call)),
        new Route(
            "GET",
            PATH,
            Access.READ,
            call -> orRpcError(() -> servedTo(call).sessions.get(call), null),
            Route.Guard.ALWAYS),
        new Route(
            "DELETE",
            PATH,
            Access.READ,
            call -> orRpcError(() -> servedTo(call).sessions.delete(call), null)));
  }

  private McpEndpoint servedTo(Call call) {
    return forReaders == null || call.may(Permission.WRITE) ? this : forReaders;
  }

  private CompletableFuture<Answer> post(Call call) {
    requireJson(call);
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_MESSAGE_BYTES, tooLarge(), lease))
        .thenCompose(body -> answer(call, body))
        .whenComplete((answer, failure) -> lease.close());
  }

  private CompletableFuture<Answer> answer(Call call, byte[] body) {
    RpcMessage message;
    try {
      message = RpcMessage.parse(body);
    } catch (RpcException e) {
      return e.error().answer(e.status(), null).now();
    }
    return orRpcError(() -> dispatch(call, message), message);
  }

  private CompletableFuture<Answer> dispatch(Call call, RpcMessage message) {
    requireOffered(message);
    return StatelessRevision.speaks(call, message)
        ? stateless.post(call, message)
        : sessions.post(call, message);
  }

  /** A tool that is left out is not unknown: who asks for it may be let in elsewhere. */
  private void requireOffered(RpcMessage message) {
    String tool = message.params().path("name").asText();
    if (McpSchema.METHOD_TOOLS_CALL.equals(message.method()) && withheld.contains(tool)) {
      String why =
          "tool '%s' changes something, and you may only read here: use a token that may write, or"
              + " ask who runs this server, if it is read-only";
      RpcError error = new RpcError(ErrorCodes.INVALID_REQUEST, why.formatted(tool), null);
      throw new RpcException(403, error);
    }
  }

  private static CompletableFuture<Answer> orRpcError(
      Supplier<CompletableFuture<Answer>> work, @Nullable RpcMessage message) {
    try {
      return work.get();
    } catch (RpcException e) {
      return e.error().answer(e.status(), message == null ? null : message.id()).now();
    }
  }

  /** Another media type is refused, also because web pages may send some unasked. */
  private static void requireJson(Call call) {
    if (!call.mediaType().equals(JSON) || !call.contentEncoding().isEmpty()) {
      throw new Problem(
              415,
              "unsupported_media_type",
              "an MCP message is JSON, not compressed",
              "send it with content-type: application/json")
          .exception();
    }
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "an MCP message has at most " + MAX_MESSAGE_BYTES + " bytes",
        "ask for less at a time");
  }

  /** Ends sessions and streams. */
  @Override
  public void close() {
    if (forReaders != null) {
      forReaders.close();
    }
    listens.close();
    server.close();
    scheduler.shutdownNow();
  }
}
