package dev.spendbreaker.http;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Ack;
import java.util.concurrent.CompletableFuture;

/**
 * Writes acknowledgements to their topic. Does not wait: the result completes once Kafka has it, or
 * with a {@link PublishException}, in any case within bounded time.
 */
public interface AckWriter {
  CompletableFuture<Void> acknowledge(Scope scope, Ack ack);
}
