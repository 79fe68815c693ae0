package dev.spendbreaker.http;

import java.util.concurrent.CompletableFuture;

/**
 * Writes changes to the policies topic. No method waits: each result completes with the revision
 * that the change has, or with a {@link PublishException}, in any case within bounded time.
 */
public interface PolicyWriter {
  /** Writes a policy. The document has been checked. */
  CompletableFuture<Long> put(String id, byte[] document);

  CompletableFuture<Long> delete(String id);
}
