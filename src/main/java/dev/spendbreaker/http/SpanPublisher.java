package dev.spendbreaker.http;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes OTLP messages to the spans topic. */
@FunctionalInterface
public interface SpanPublisher {
  /**
   * Writes one message as it is. Does not wait: the result completes once the topic has it, or with
   * a {@link PublishException}, in any case within bounded time, as the message is held till then.
   *
   * @param key the 16 bytes of the trace id where the message has exactly one trace, else null
   * @param contentType {@code application/x-protobuf} or {@code application/json}
   */
  CompletableFuture<Void> publish(byte @Nullable [] key, byte[] message, String contentType);
}
