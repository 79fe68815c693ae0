package dev.spendbreaker.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads a request's body as it comes, so that a slow client holds no thread. */
final class BodyReader implements Runnable {
  private final Request request;
  private final BoundedBuffer buffer;
  private final long deadlineNanos;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();

  private BodyReader(Request request, BoundedBuffer buffer, Duration patience) {
    this.request = request;
    this.buffer = buffer;
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /**
   * The body, added to {@code buffer}; throws or fails with a {@link ProblemException} where the
   * buffer refuses it or the client takes longer than {@code patience}.
   */
  static CompletableFuture<byte[]> read(Request request, BoundedBuffer buffer, Duration patience) {
    buffer.expect(request.getLength());
    BodyReader reader = new BodyReader(request, buffer, patience);
    reader.run();
    return reader.result;
  }

  @Override
  public void run() {
    try {
      while (!result.isDone()) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        take(chunk);
      }
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private void take(Content.Chunk chunk) {
    if (Content.Chunk.isFailure(chunk)) {
      throw broken(chunk.getFailure()).exception();
    }
    try {
      buffer.append(chunk.getByteBuffer());
    } finally {
      chunk.release();
    }
    if (chunk.isLast()) {
      result.complete(buffer.toArray());
    } else if (System.nanoTime() - deadlineNanos > 0) {
      throw tooSlow().exception();
    }
  }

  private static Problem broken(@Nullable Throwable failure) {
    return failure instanceof TimeoutException
        ? tooSlow()
        : new Problem(
            400, "incomplete_body", "the body of the request broke off", "send the request again");
  }

  private static Problem tooSlow() {
    return new Problem(
            408,
            "request_timeout",
            "the body of the request came too slowly",
            "send it faster or less")
        .header("Connection", "close");
  }
}
