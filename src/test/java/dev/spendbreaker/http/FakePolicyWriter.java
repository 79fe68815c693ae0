package dev.spendbreaker.http;

import dev.spendbreaker.document.PolicyDocuments;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes to {@link FakeQueries}, a little later or never. */
final class FakePolicyWriter implements PolicyWriter {
  private final FakeQueries queries;
  private final AtomicLong revision = new AtomicLong(10);
  volatile boolean storesTakeItIn = true;
  volatile @Nullable PublishException failure;

  FakePolicyWriter(FakeQueries queries) {
    this.queries = queries;
  }

  @Override
  public CompletableFuture<Long> put(String id, byte[] document) {
    long next = revision.incrementAndGet();
    return written(
        next,
        () -> queries.policies.put(id, PolicyDocuments.parse(id, document, next, Api.DIMENSIONS)));
  }

  @Override
  public CompletableFuture<Long> delete(String id) {
    return written(revision.incrementAndGet(), () -> queries.policies.remove(id));
  }

  private CompletableFuture<Long> written(long next, Runnable change) {
    PublishException refused = failure;
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    if (storesTakeItIn) {
      CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS).execute(change);
    }
    return CompletableFuture.completedFuture(next);
  }
}
