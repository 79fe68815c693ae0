package dev.spendbreaker.http;

import dev.spendbreaker.document.PriceDocuments;
import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.query.PriceQueries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stores that hold what is written to them. */
final class FakePrices implements PriceQueries, PriceWriter {
  final Map<String, PriceOverride> overrides = new ConcurrentSkipListMap<>();
  private final AtomicLong revision = new AtomicLong();
  volatile PriceBook book = PriceBook.parse(List.of("format 1", "source none 1 2026-01-01"));
  volatile List<UnpricedModel> unpriced = List.of();
  volatile boolean storesTakeItIn = true;

  @Override
  public List<PriceOverride> overrides() {
    return List.copyOf(overrides.values());
  }

  @Override
  public PriceBook priceBook() {
    Map<String, ModelPrice> prices = new HashMap<>();
    overrides.values().forEach(override -> prices.put(override.key(), override.price()));
    return book.with(prices);
  }

  @Override
  public boolean isPriceInForce(String key, long revision) {
    PriceOverride override = overrides.get(key);
    return override != null && override.revision() >= revision;
  }

  @Override
  public boolean isPriceGone(String key, long revision) {
    return !overrides.containsKey(key);
  }

  @Override
  public List<UnpricedModel> unpricedModels() {
    return unpriced;
  }

  @Override
  public CompletableFuture<Long> put(String key, byte[] document) {
    long next = revision.incrementAndGet();
    if (storesTakeItIn) {
      overrides.put(key, PriceDocuments.parse(key, document, next));
    }
    return CompletableFuture.completedFuture(next);
  }

  @Override
  public CompletableFuture<Long> delete(String key) {
    overrides.remove(key);
    return CompletableFuture.completedFuture(revision.incrementAndGet());
  }
}
