package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Answer;
import dev.spendbreaker.http.EventStream;
import dev.spendbreaker.http.Json;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpLoggableSession;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One stateless request, seen by what handles it as a session: a notification turns its answer into
 * a stream of events that ends with the response; without one the answer is the response alone.
 */
final class RequestSession implements McpLoggableSession {
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private final @Nullable LoggingLevel logLevel;
  private final List<String> unsent = new ArrayList<>();
  private @Nullable EventStream stream;
  private boolean ended;

  /**
   * @param logLevel the least level that the request wants to be told; null where it wants none
   */
  RequestSession(@Nullable LoggingLevel logLevel) {
    this.logLevel = logLevel;
  }

  /** The answer: its headers come with the first notification, or with the response. */
  CompletableFuture<Answer> answer() {
    return answer;
  }

  /** Ends the request. */
  void respond(int status, JsonNode response) {
    if (!answer.complete(Answer.json(status, response))) {
      send(response.toString());
      end();
    }
  }

  @Override
  public Mono<Void> sendNotification(String method, @Nullable Object params) {
    return Mono.fromRunnable(
        () -> {
          ObjectNode message = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
          message.put("method", method);
          if (params != null) {
            message.set("params", Json.MAPPER.valueToTree(params));
          }
          answer.complete(Answer.events(this::open));
          send(message.toString());
        });
  }

  private synchronized void open(EventStream opened) {
    stream = opened;
    unsent.forEach(opened::send);
    if (ended) {
      opened.end();
    }
  }

  private synchronized void send(String message) {
    if (stream == null) {
      unsent.add(message);
    } else {
      stream.send(message);
    }
  }

  private synchronized void end() {
    ended = true;
    if (stream != null) {
      stream.end();
    }
  }

  @Override
  public boolean isNotificationForLevelAllowed(LoggingLevel level) {
    return logLevel != null && level.level() >= logLevel.level();
  }

  @Override
  public void setMinLoggingLevel(LoggingLevel level) {
    throw new UnsupportedOperationException("a request says itself what it wants to be told");
  }

  @Override
  public <T> Mono<T> sendRequest(String method, Object params, TypeRef<T> type) {
    return Mono.error(
        new UnsupportedOperationException(
            "revision " + Revisions.STATELESS + " lets no server send " + method));
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty();
  }

  @Override
  public void close() {}
}
