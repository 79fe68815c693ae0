package dev.spendbreaker.http;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is sent back.
 *
 * @param contentType empty where there is no body
 * @param onOpen gets the stream of events that follows the headers; null where the body is all
 */
public record Answer(
    int status,
    String contentType,
    ByteBuffer body,
    Map<String, String> headers,
    @Nullable Consumer<EventStream> onOpen) {
  static final String JSON = "application/json";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, contentType, ByteBuffer.wrap(body), Map.of(), null);
  }

  /** A map, list or node as JSON. */
  public static Answer json(int status, Object document) {
    return of(status, JSON, Json.bytes(document));
  }

  /** A status without a body. */
  public static Answer empty(int status) {
    return of(status, "", new byte[0]);
  }

  /** Server-sent events, for as long as {@code onOpen} or what it starts keeps the stream open. */
  public static Answer events(Consumer<EventStream> onOpen) {
    return new Answer(200, "text/event-stream", NOTHING, Map.of("X-Accel-Buffering", "no"), onOpen);
  }

  /** With headers more. */
  public Answer with(Map<String, String> moreHeaders) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(moreHeaders);
    return new Answer(status, contentType, body, all, onOpen);
  }

  /** As the result of an endpoint that does not wait. */
  public CompletableFuture<Answer> now() {
    return CompletableFuture.completedFuture(this);
  }
}
