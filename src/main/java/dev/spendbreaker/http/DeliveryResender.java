package dev.spendbreaker.http;

import dev.spendbreaker.document.DeliveryStatus;
import java.util.concurrent.CompletableFuture;

/**
 * Asks for deliveries again. Does not wait: the result completes once Kafka has the request, or
 * with a {@link PublishException}, in any case within bounded time.
 */
public interface DeliveryResender {
  CompletableFuture<Void> resend(DeliveryStatus delivery);
}
