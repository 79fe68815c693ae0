package dev.spendbreaker.topology;

import static org.apache.kafka.streams.state.Stores.keyValueStoreBuilder;
import static org.apache.kafka.streams.state.Stores.persistentKeyValueStore;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** How every store is built: RocksDB, a changelog, and the record cache, which folds writes. */
final class Stores {
  private Stores() {}

  static <K, V> StoreBuilder<KeyValueStore<K, V>> keyValue(
      String name, Serde<K> keys, Serde<V> values) {
    return keyValueStoreBuilder(persistentKeyValueStore(name), keys, values)
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }
}
