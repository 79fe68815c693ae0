package dev.spendbreaker.http;

import java.util.concurrent.CompletableFuture;

/**
 * Writes changes to the prices topic. No method waits: each result completes with the revision that
 * the change has, or with a {@link PublishException}, in any case within bounded time.
 */
public interface PriceWriter {
  /** Writes a price. Key and document have been checked. */
  CompletableFuture<Long> put(String key, byte[] document);

  CompletableFuture<Long> delete(String key);
}
