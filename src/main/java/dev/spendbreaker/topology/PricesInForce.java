package dev.spendbreaker.topology;

import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.PriceOverrideCodec;
import dev.spendbreaker.topology.SettleEvent.PriceChange;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The overrides of one partition, in their store, and the price book they make of the bundled. */
final class PricesInForce {
  private final KeyValueStore<String, byte[]> store;
  private final PriceBook bundled;
  private final Map<String, ModelPrice> overrides = new HashMap<>();

  /** Null where prices have changed since it was made: many may change before the next span. */
  private @Nullable PriceBook book;

  PricesInForce(KeyValueStore<String, byte[]> store, PriceBook bundled) {
    this.store = store;
    this.bundled = bundled;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(this::load);
    }
  }

  /** The prices for spans that arrive now. */
  PriceBook book() {
    if (book == null) {
      book = overrides.isEmpty() ? bundled : bundled.with(overrides);
    }
    return book;
  }

  void change(PriceChange change) {
    PriceOverride price = change.price();
    if (price == null) {
      overrides.remove(change.key());
      store.delete(change.key());
    } else {
      add(price);
      store.put(price.key(), PriceOverrideCodec.encode(price));
    }
    StoreVersion.count(store);
    book = null;
  }

  private void load(KeyValue<String, byte[]> entry) {
    if (!entry.key.equals(StoreVersion.KEY)) {
      add(PriceOverrideCodec.decode(entry.value));
    }
  }

  private void add(PriceOverride override) {
    overrides.put(override.key(), override.price());
  }
}
