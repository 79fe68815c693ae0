package dev.spendbreaker.http;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What is sent back.
 *
 * @param contentType empty where there is no body
 */
record Answer(int status, String contentType, ByteBuffer body, Map<String, String> headers) {
  static final String JSON = "application/json";

  static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, contentType, ByteBuffer.wrap(body), Map.of());
  }

  /** A map, list or node as JSON. */
  static Answer json(int status, Object document) {
    return of(status, JSON, Json.bytes(document));
  }

  static Answer noContent() {
    return of(204, "", new byte[0]);
  }

  Answer with(Map<String, String> moreHeaders) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(moreHeaders);
    return new Answer(status, contentType, body, all);
  }

  CompletableFuture<Answer> now() {
    return CompletableFuture.completedFuture(this);
  }
}
