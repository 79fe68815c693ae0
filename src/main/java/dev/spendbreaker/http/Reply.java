package dev.spendbreaker.http;

import java.time.Duration;
import java.util.Objects;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Sends an answer, after what is left of the request's body has been read and dropped: a client
 * that is still sending when its connection closes loses the answer. It is not read to the end
 * where it is very long or slow, or where the client waits to be asked for it.
 */
final class Reply implements Runnable {
  /** More than this is not read only to be dropped. */
  private static final long MAX_DROPPED_BYTES = 256L << 20;

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final long deadlineNanos;
  private @Nullable Answer answer;
  private long dropped;

  /**
   * A reply to one request.
   *
   * @param patience how long reading the body may take, and how long dropping its rest
   */
  Reply(Request request, Response response, Callback callback, Duration patience) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.deadlineNanos = System.nanoTime() + 2 * patience.toNanos();
  }

  void send(Answer ready) {
    answer = ready;
    run();
  }

  /** Goes on dropping; runs whenever there is more of the body. */
  @Override
  public void run() {
    try {
      Answer ready = Objects.requireNonNull(answer);
      if (ready.status() == HttpStatus.REQUEST_TIMEOUT_408 || dropBody()) {
        write(response, callback, ready);
      } else {
        request.demand(this);
      }
    } catch (RuntimeException e) {
      callback.failed(e);
    }
  }

  /** Drops what is there; true where it is the end, or enough. */
  private boolean dropBody() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        return clientWaits();
      }
      if (isEnough(chunk)) {
        return true;
      }
    }
  }

  private boolean clientWaits() {
    return request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
  }

  private boolean isEnough(Content.Chunk chunk) {
    dropped += chunk.remaining();
    boolean end = chunk.isLast() || Content.Chunk.isFailure(chunk);
    chunk.release();
    return end || dropped > MAX_DROPPED_BYTES || System.nanoTime() - deadlineNanos > 0;
  }

  /** Sends an answer at once. */
  static void write(Response response, Callback callback, Answer answer) {
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(answer.status());
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    answer.headers().forEach(headers::put);
    if (!answer.contentType().isEmpty()) {
      headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
    }
    if (answer.onOpen() == null || HttpMethod.HEAD.is(response.getRequest().getMethod())) {
      response.write(true, answer.body().slice(), callback);
    } else {
      answer.onOpen().accept(EventStream.open(response, callback));
    }
  }
}
