package dev.spendbreaker.query;

import static org.apache.kafka.streams.StoreQueryParameters.fromNameAndType;

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
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Answers from the stores of settlement of this instance. */
public final class LocalPriceQueries implements PriceQueries {
  private final KafkaStreams streams;
  private final int partitions;
  private final PriceBook bundled;

  /**
   * @param partitions of settlement
   * @param bundled the prices that hold where none is set
   */
  public LocalPriceQueries(KafkaStreams streams, int partitions, PriceBook bundled) {
    this.streams = streams;
    this.partitions = partitions;
    this.bundled = bundled;
  }

  @Override
  public List<PriceOverride> overrides() {
    return values(localStores(Names.PRICE_STORE).get(0)).stream()
        .map(PriceOverrideCodec::decode)
        .sorted(Comparator.comparing(PriceOverride::key))
        .toList();
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
    return this.<String>localStores(Names.PRICE_STORE).stream()
        .allMatch(store -> holds.test(price(store, key)));
  }

  private static @Nullable PriceOverride price(
      ReadOnlyKeyValueStore<String, byte[]> store, String key) {
    try {
      byte[] stored = store.get(key);
      return stored == null ? null : PriceOverrideCodec.decode(stored);
    } catch (InvalidStateStoreException e) {
      throw notReady();
    }
  }

  @Override
  public List<UnpricedModel> unpricedModels() {
    Map<List<@Nullable String>, UnpricedModel> byName = new HashMap<>();
    for (ReadOnlyKeyValueStore<Object, byte[]> store : localStores(Names.UNPRICED_STORE)) {
      values(store).stream().map(UnpricedModelCodec::decode).forEach(model -> add(model, byName));
    }
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

  private static List<byte[]> values(ReadOnlyKeyValueStore<?, byte[]> store) {
    List<byte[]> values = new ArrayList<>();
    try (KeyValueIterator<?, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> values.add(entry.value));
    } catch (InvalidStateStoreException e) {
      throw notReady();
    }
    return values;
  }

  /** One or more. */
  private <K> List<ReadOnlyKeyValueStore<K, byte[]>> localStores(String name) {
    List<ReadOnlyKeyValueStore<K, byte[]>> stores = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      ReadOnlyKeyValueStore<K, byte[]> store = store(name, partition);
      if (store != null) {
        stores.add(store);
      }
    }
    if (stores.isEmpty()) {
      throw notReady();
    }
    return stores;
  }

  private static NotReadyException notReady() {
    return new NotReadyException("the stores of settlement cannot be read here now; try again");
  }

  private <K> @Nullable ReadOnlyKeyValueStore<K, byte[]> store(String name, int partition) {
    try {
      return streams.store(
          fromNameAndType(name, QueryableStoreTypes.<K, byte[]>keyValueStore())
              .withPartition(partition));
    } catch (InvalidStateStoreException e) {
      return null;
    }
  }
}
