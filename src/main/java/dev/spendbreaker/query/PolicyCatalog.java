package dev.spendbreaker.query;

import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.StoreVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** The policies of each partition, decoded once for each change of them. */
final class PolicyCatalog {
  private final LocalStores stores;
  private final Map<Integer, Known> byPartition = new ConcurrentHashMap<>();

  PolicyCatalog(LocalStores stores) {
    this.stores = stores;
  }

  /** What is known as of a version; nobody changes the policies any more. */
  private record Known(long version, PolicySet policies) {}

  /** The policies as they are now; not to be changed. */
  PolicySet of(int partition, Freshness freshness) {
    long version =
        StoreVersion.decode(stores.get(Names.POLICY_STORE, partition, StoreVersion.KEY, freshness));
    Known known = byPartition.get(partition);
    if (known == null || known.version() != version) {
      known = new Known(version, load(partition, freshness));
      byPartition.put(partition, known);
    }
    return known.policies();
  }

  /** May be newer than the version that was read before, and is then loaded once more. */
  private PolicySet load(int partition, Freshness freshness) {
    PolicySet policies = new PolicySet();
    try (KeyValueIterator<String, byte[]> all =
        stores.<String>store(Names.POLICY_STORE, partition, freshness).all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (!entry.key.equals(StoreVersion.KEY)) {
          policies.put(PolicyCodec.decode(entry.value));
        }
      }
    }
    return policies;
  }
}
