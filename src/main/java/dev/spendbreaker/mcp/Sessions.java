package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Answer;
import dev.spendbreaker.http.Call;
import dev.spendbreaker.http.EventStream;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.Problem;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The SDK's transport over HTTP for the revisions with sessions (streamable HTTP, 2025-11-25, §
 * Transports). A session that is listened to by nobody is forgotten when it is not used for an
 * hour, or when there are too many; its client gets 404 and begins another.
 */
final class Sessions implements McpStreamableServerTransportProvider {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final String SESSION_HEADER = "Mcp-Session-Id";
  private static final int MAX_SESSIONS = 1_000;
  private static final long IDLE_NANOS = 3_600_000_000_000L;

  private final McpJsonMapper mapper;
  private final Watches watches;
  private final Map<String, Held> sessions = new ConcurrentHashMap<>();
  private McpStreamableServerSession.@Nullable Factory factory;

  /** A session and when it was used last. */
  private static final class Held {
    final McpStreamableServerSession session;
    volatile long usedNanos = System.nanoTime();

    Held(McpStreamableServerSession session) {
      this.session = session;
    }

    boolean isIdle() {
      return System.nanoTime() - usedNanos > IDLE_NANOS;
    }
  }

  Sessions(McpJsonMapper mapper, Watches watches) {
    this.mapper = mapper;
    this.watches = watches;
  }

  @Override
  public List<String> protocolVersions() {
    return Revisions.WITH_SESSIONS;
  }

  @Override
  public void setSessionFactory(McpStreamableServerSession.Factory factory) {
    this.factory = factory;
  }

  /** Takes a message: a request is answered by a stream of events, the last its response. */
  CompletableFuture<Answer> post(Call call, RpcMessage message) {
    if (McpSchema.METHOD_INITIALIZE.equals(message.method())) {
      return initialize(message);
    }
    Held held = held(call);
    if (message.isRequest()) {
      RequestParams.check(message);
      watch(held.session.getId(), message);
      return Answer.events(stream -> respond(held.session, message, stream)).now();
    }
    return accept(held.session, message)
        .toFuture()
        .handle((done, failure) -> failure == null ? Answer.empty(202) : unexpected(failure));
  }

  /** A response to nothing that was asked, or a notification that is none. */
  private static Answer unexpected(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    return new RpcError(ErrorCodes.INVALID_REQUEST, reason, null).answer(400, null);
  }

  /** Opens the stream of what the server has to say unasked. */
  CompletableFuture<Answer> get(Call call) {
    Held held = held(call);
    return Answer.events(stream -> listen(held, stream)).now();
  }

  /** Ends a session. */
  CompletableFuture<Answer> delete(Call call) {
    Held held = held(call);
    forget(held.session.getId());
    return held.session.delete().toFuture().thenApply(done -> Answer.empty(204));
  }

  private CompletableFuture<Answer> initialize(RpcMessage message) {
    makeRoom();
    McpSchema.InitializeRequest request = message.paramsAs(McpSchema.InitializeRequest.class);
    var init = Objects.requireNonNull(factory).startSession(request);
    String id = init.session().getId();
    sessions.put(id, new Held(init.session()));
    return init.initResult()
        .toFuture()
        .thenApply(result -> initialized(message, result).with(Map.of(SESSION_HEADER, id)));
  }

  private static Answer initialized(RpcMessage message, McpSchema.InitializeResult result) {
    ObjectNode response = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    response.set("id", message.id());
    response.set("result", Json.MAPPER.valueToTree(result));
    return Answer.json(200, response);
  }

  /** Forgets sessions that are idle, and where that is not enough the one used longest ago. */
  private void makeRoom() {
    List<Held> unheard =
        sessions.values().stream().filter(held -> !held.session.hasOpenStream()).toList();
    unheard.stream().filter(Held::isIdle).forEach(idle -> forget(idle.session.getId()));
    if (sessions.size() >= MAX_SESSIONS) {
      Held oldest =
          unheard.stream()
              .min(Comparator.comparingLong(held -> held.usedNanos))
              .orElseThrow(() -> tooMany().exception());
      forget(oldest.session.getId());
    }
  }

  private static Problem tooMany() {
    return new Problem(
            503,
            "too_many_sessions",
            "there are " + MAX_SESSIONS + " MCP sessions that are listened to",
            "end sessions with DELETE, or use protocol revision " + Revisions.STATELESS)
        .retryAfter(60);
  }

  private void forget(String id) {
    sessions.remove(id);
    watches.remove(id);
  }

  private Held held(Call call) {
    String id = call.header(SESSION_HEADER);
    if (id == null) {
      throw refused(400, "no session: send initialize first, and then the header Mcp-Session-Id");
    }
    requireRevision(call.header(Revisions.HEADER));
    Held held = sessions.get(id);
    if (held == null) {
      throw refused(404, "this session is not known or has ended: send initialize again");
    }
    held.usedNanos = System.nanoTime();
    return held;
  }

  private static void requireRevision(@Nullable String revision) {
    if (revision != null && !Revisions.WITH_SESSIONS.contains(revision)) {
      throw refused(400, "a session speaks one of " + Revisions.WITH_SESSIONS);
    }
  }

  private static RpcException refused(int status, String message) {
    return new RpcException(status, new RpcError(ErrorCodes.INVALID_REQUEST, message, null));
  }

  /** The SDK remembers who subscribed, and does not tell; so does {@link Watches}. */
  private void watch(String id, RpcMessage message) {
    String uri = message.params().path("uri").asText();
    if (McpSchema.METHOD_RESOURCES_SUBSCRIBE.equals(message.method())) {
      watches.add(id, uri, changed -> tell(id, changed));
    } else if (McpSchema.METHOD_RESOURCES_UNSUBSCRIBE.equals(message.method())) {
      watches.remove(id, uri);
    }
  }

  private void tell(String id, String uri) {
    Disposable unused =
        notifyClient(
                id,
                McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED,
                new McpSchema.ResourcesUpdatedNotification(uri))
            .subscribe(done -> {}, failure -> LOG.debug("session {} was not told", id, failure));
  }

  private void respond(McpStreamableServerSession session, RpcMessage message, EventStream stream) {
    var response = session.responseStream(new StreamTransport(stream, mapper));
    stream.onClose(response::releaseTransport);
    Disposable unused =
        response
            .handle(message.as(McpSchema.JSONRPCRequest.class))
            .subscribe(done -> {}, failure -> failed(message, failure, stream));
  }

  private static void failed(RpcMessage message, Throwable failure, EventStream stream) {
    LOG.error("A request of an MCP session failed", failure);
    RpcError error = new RpcError(ErrorCodes.INTERNAL_ERROR, "see the log of Spendbreaker", null);
    stream.send(error.response(message.id()).toString());
    stream.end();
  }

  private static Mono<Void> accept(McpStreamableServerSession session, RpcMessage message) {
    return message.method() == null
        ? session.accept(message.as(McpSchema.JSONRPCResponse.class))
        : session.accept(message.as(McpSchema.JSONRPCNotification.class));
  }

  private void listen(Held held, EventStream stream) {
    var listening = held.session.listeningStream(new StreamTransport(stream, mapper));
    stream.onClose(
        () -> {
          listening.close();
          held.usedNanos = System.nanoTime();
        });
  }

  @Override
  public Mono<Void> notifyClients(String method, Object params) {
    return Flux.fromIterable(sessions.keySet())
        .flatMap(id -> notifyClient(id, method, params).onErrorComplete())
        .then();
  }

  @Override
  public Mono<Void> notifyClient(String id, String method, Object params) {
    Held held = sessions.get(id);
    return held == null ? Mono.empty() : held.session.sendNotification(method, params);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Flux.fromIterable(List.copyOf(sessions.values()))
        .doOnNext(held -> forget(held.session.getId()))
        .flatMap(held -> held.session.closeGracefully().onErrorComplete())
        .then();
  }
}
