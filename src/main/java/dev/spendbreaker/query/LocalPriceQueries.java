package dev.spendbreaker.query;

import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.PriceOverrideCodec;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.pricing.UnpricedModelCodec;
import dev.spendbreaker.topology.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Answers from the stores of settlement of this instance. */
public final class LocalPriceQueries implements PriceQueries {
  private final LocalStores stores;
  private final PriceBook bundled;

  /**
   * Of one instance.
   *
   * @param bundled the prices that hold where none is set
   */
  public LocalPriceQueries(KafkaStreams streams, PriceBook bundled) {
    stores = new LocalStores(streams);
    this.bundled = bundled;
  }

  @Override
  public List<PriceOverride> overrides() {
    return LocalStores.ask(
        () ->
            values(stores.store(Names.PRICE_STORE, partitions().first())).stream()
                .map(PriceOverrideCodec::decode)
                .sorted(Comparator.comparing(PriceOverride::key))
                .toList());
  }

  @Override
  public PriceBook priceBook() {
    Map<String, ModelPrice> prices = new HashMap<>();
    overrides().forEach(override -> prices.put(override.key(), override.price()));
    return prices.isEmpty() ? bundled : bundled.with(prices);
  }

  @Override
  public boolean isPriceInForce(String key, long revision) {
    return everyPartition(key, price -> price != null && price.revision() >= revision);
  }

  @Override
  public boolean isPriceGone(String key, long revision) {
    return everyPartition(key, price -> price == null || price.revision() > revision);
  }

  private boolean everyPartition(String key, Predicate<@Nullable PriceOverride> holds) {
    return LocalStores.ask(
        () -> partitions().stream().allMatch(partition -> holds.test(price(partition, key))));
  }

  private @Nullable PriceOverride price(int partition, String key) {
    byte[] stored = stores.<String>store(Names.PRICE_STORE, partition).get(key);
    return stored == null ? null : PriceOverrideCodec.decode(stored);
  }

  @Override
  public List<UnpricedModel> unpricedModels() {
    Map<List<@Nullable String>, UnpricedModel> byName = new HashMap<>();
    LocalStores.ask(
            () ->
                partitions().stream()
                    .flatMap(part -> values(stores.store(Names.UNPRICED_STORE, part)).stream())
                    .map(UnpricedModelCodec::decode)
                    .toList())
        .forEach(model -> add(model, byName));
    return byName.values().stream()
        .sorted(Comparator.comparingLong(UnpricedModel::calls).reversed())
        .toList();
  }

  private static void add(UnpricedModel model, Map<List<@Nullable String>, UnpricedModel> byName) {
    List<@Nullable String> name = new ArrayList<>();
    name.add(model.provider());
    name.add(model.model());
    byName.merge(name, model, UnpricedModel::plus);
  }

  private static List<byte[]> values(ReadOnlyKeyValueStore<Object, byte[]> store) {
    List<byte[]> values = new ArrayList<>();
    try (KeyValueIterator<Object, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> values.add(entry.value));
    }
    return values;
  }

  private SortedSet<Integer> partitions() {
    return stores.assigned(Names::isSettleTopic);
  }
}
