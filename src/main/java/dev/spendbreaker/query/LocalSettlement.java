package dev.spendbreaker.query;

import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.PriceOverrideCodec;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.pricing.UnpricedModelCodec;
import dev.spendbreaker.topology.Names;
import dev.spendbreaker.topology.SettlePartitioner;
import dev.spendbreaker.topology.StoreVersion;
import dev.spendbreaker.topology.StoredTrace;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the stores of settlement of this instance. Every method throws {@link
 * NotReadyException} while those it needs cannot be read.
 */
final class LocalSettlement {
  private final LocalStores stores;
  private final int partitions;
  private volatile @Nullable Overrides known;

  /**
   * @param partitions of settlement
   */
  LocalSettlement(KafkaStreams streams, int partitions) {
    stores = new LocalStores(streams);
    this.partitions = partitions;
  }

  /** What one partition held as of a version. */
  private record Overrides(int partition, long version, List<PriceOverride> byKey) {}

  /** The prices that are set, by key; the same list as before where none has changed. */
  List<PriceOverride> overrides() {
    return LocalStores.ask(
        () -> {
          int partition = anyPartition();
          long version = version(partition);
          Overrides before = known;
          if (before == null || before.partition != partition || before.version != version) {
            before = new Overrides(partition, version, load(partition));
            known = before;
          }
          return before.byKey;
        });
  }

  private long version(int partition) {
    return StoreVersion.decode(
        stores.get(Names.PRICE_STORE, partition, StoreVersion.KEY, Freshness.CURRENT));
  }

  private List<PriceOverride> load(int partition) {
    List<PriceOverride> overrides = new ArrayList<>();
    this.<String>forEach(
        Names.PRICE_STORE,
        partition,
        (key, value) -> {
          if (!key.equals(StoreVersion.KEY)) {
            overrides.add(PriceOverrideCodec.decode(value));
          }
        });
    overrides.sort(Comparator.comparing(PriceOverride::key));
    return List.copyOf(overrides);
  }

  /** Whether these partitions have taken in a revision of a price, or a later one. */
  boolean isInForce(String key, long revision, Collection<Integer> partitions) {
    return LocalStores.ask(
        () ->
            partitions.stream()
                .map(partition -> price(partition, key))
                .allMatch(price -> price != null && price.revision() >= revision));
  }

  /** Whether these partitions do not have a price, or only a later revision than a deletion's. */
  boolean isGone(String key, long revision, Collection<Integer> partitions) {
    return LocalStores.ask(
        () ->
            partitions.stream()
                .map(partition -> price(partition, key))
                .allMatch(price -> price == null || price.revision() > revision));
  }

  private @Nullable PriceOverride price(int partition, String key) {
    byte[] stored = stores.get(Names.PRICE_STORE, partition, key, Freshness.CURRENT);
    return stored == null ? null : PriceOverrideCodec.decode(stored);
  }

  /** The models whose calls had no price, by partition. */
  UnpricedSlice unpriced(List<Integer> partitions) {
    List<UnpricedModel> models = new ArrayList<>();
    List<Integer> unread = new ArrayList<>();
    for (int partition : partitions) {
      try {
        forEach(
            Names.UNPRICED_STORE,
            partition,
            (key, value) -> models.add(UnpricedModelCodec.decode(value)));
      } catch (InvalidStateStoreException | IllegalStateException e) {
        unread.add(partition);
      }
    }
    return new UnpricedSlice(models, unread);
  }

  /** Whether a span has arrived, and its trace is not yet forgotten. */
  boolean isSpanKnown(TraceId traceId, long spanId) {
    return trace(traceId).filter(trace -> trace.has(spanId)).isPresent();
  }

  /** A trace of which a span has arrived, and which is not yet forgotten. */
  Optional<Trace> trace(TraceId traceId) {
    return LocalStores.ask(
        () -> {
          byte[] stored =
              stores.get(
                  Names.TRACE_STORE,
                  SettlePartitioner.partitionOf(traceId, partitions),
                  Bytes.wrap(traceId.toBytes()),
                  Freshness.CURRENT);
          return Optional.ofNullable(stored)
              .map(bytes -> Trace.decode(StoredTrace.decode(bytes).state()));
        });
  }

  private <K> void forEach(String store, int partition, BiConsumer<K, byte[]> visitor) {
    try (KeyValueIterator<K, byte[]> all =
        stores.<K>store(store, partition, Freshness.CURRENT).all()) {
      all.forEachRemaining(entry -> visitor.accept(entry.key, entry.value));
    }
  }

  private int anyPartition() {
    SortedSet<Integer> assigned = stores.assigned(Names::isSettleTopic);
    if (assigned.isEmpty()) {
      throw new IllegalStateException("this instance keeps no partition of settlement now");
    }
    return assigned.first();
  }
}
