package dev.spendbreaker.topology;

import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.pricing.UnpricedModelCodec;
import dev.spendbreaker.trace.Charge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that have no price, by provider and model, in a store. Names come from whoever
 * sends spans, so only some are kept; calls of further models are counted together.
 */
final class UnpricedModels {
  static final int MAX_NAMES = 1_000;

  private static final Bytes OTHERS = key(new UnpricedModel(null, UnpricedModel.OTHERS, 0, 0, 0));

  private final KeyValueStore<Bytes, byte[]> store;
  private int names;

  UnpricedModels(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> names++);
    }
  }

  /**
   * Counts what changes. A call that is taken back from one agent and charged to another is none.
   *
   * @param providers the provider that a span, by its id, reports
   */
  void add(List<Charge> changes, LongFunction<@Nullable String> providers) {
    Map<Bytes, UnpricedModel> byName = new LinkedHashMap<>();
    for (Charge change : changes) {
      if (change.usage().unpricedCalls() != 0) {
        UnpricedModel calls = calls(change, providers.apply(change.spanId()));
        byName.merge(key(calls), calls, UnpricedModel::plus);
      }
    }
    byName.forEach(this::add);
  }

  private static UnpricedModel calls(Charge change, @Nullable String provider) {
    long time = change.eventTimeMillis();
    return new UnpricedModel(provider, change.model(), change.usage().unpricedCalls(), time, time);
  }

  private void add(Bytes key, UnpricedModel calls) {
    byte[] stored = store.get(key);
    boolean isFull = names >= MAX_NAMES && !key.equals(OTHERS);
    if (stored == null && isFull) {
      add(OTHERS, calls.asOthers());
    } else if (calls.calls() != 0) {
      put(key, stored, stored == null ? calls : UnpricedModelCodec.decode(stored).plus(calls));
    }
  }

  private void put(Bytes key, byte @Nullable [] stored, UnpricedModel calls) {
    if (calls.calls() > 0) {
      store.put(key, UnpricedModelCodec.encode(calls));
      names += stored == null ? 1 : 0;
    } else if (stored != null) {
      store.delete(key);
      names--;
    }
  }

  private static Bytes key(UnpricedModel model) {
    return Bytes.wrap(
        new ByteWriter()
            .writeNullableString(model.provider())
            .writeNullableString(model.model())
            .toByteArray());
  }
}
