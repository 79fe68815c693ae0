package dev.spendbreaker.http;

import dev.spendbreaker.document.PriceDocuments;
import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.query.Change;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.NotReadyException;
import dev.spendbreaker.query.PriceQueries;
import dev.spendbreaker.query.Rollout;
import dev.spendbreaker.query.UnpricedModels;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stores that hold what is written to them. */
final class FakePrices implements PriceQueries, PriceWriter, Rollout {
  final Map<String, PriceOverride> overrides = new ConcurrentSkipListMap<>();
  private final AtomicLong revision = new AtomicLong();
  volatile PriceBook book = PriceBook.parse(List.of("format 1", "source none 1 2026-01-01"));
  volatile List<UnpricedModel> unpriced = List.of();
  volatile List<MissingInstance> missing = List.of();
  volatile boolean storesTakeItIn = true;
  volatile boolean ready = true;

  @Override
  public List<PriceOverride> overrides() {
    requireReady();
    return List.copyOf(overrides.values());
  }

  @Override
  public PriceBook priceBook() {
    requireReady();
    Map<String, ModelPrice> prices = new HashMap<>();
    overrides.values().forEach(override -> prices.put(override.key(), override.price()));
    return book.with(prices);
  }

  @Override
  public UnpricedModels unpricedModels() {
    requireReady();
    return new UnpricedModels(unpriced, missing);
  }

  @Override
  public CompletableFuture<Reach> await(Change change, Duration patience) {
    return CompletableFuture.completedFuture(new Reach(isTakenIn(change), missing));
  }

  private boolean isTakenIn(Change change) {
    PriceOverride override = overrides.get(change.key());
    return change.kind() == Change.Kind.PRICE_SET
        ? override != null && override.revision() >= change.revision()
        : override == null;
  }

  @Override
  public CompletableFuture<Long> put(String key, byte[] document) {
    requireReady();
    long next = revision.incrementAndGet();
    if (storesTakeItIn) {
      overrides.put(key, PriceDocuments.parse(key, document, next));
    }
    return CompletableFuture.completedFuture(next);
  }

  @Override
  public CompletableFuture<Long> delete(String key) {
    if (storesTakeItIn) {
      overrides.remove(key);
    }
    return CompletableFuture.completedFuture(revision.incrementAndGet());
  }

  private void requireReady() {
    if (!ready) {
      throw new NotReadyException("the stores are being restored");
    }
  }
}
