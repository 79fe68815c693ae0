package dev.spendbreaker.topology;

import dev.spendbreaker.budget.BucketStore;
import dev.spendbreaker.budget.BucketView;
import dev.spendbreaker.budget.ChunkVisitor;
import dev.spendbreaker.budget.Level;
import dev.spendbreaker.budget.Scope;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The windowed spend of one scope, in the spend store. */
final class SpendStore implements BucketStore {
  private final KeyValueStore<Bytes, byte[]> store;
  private final SpendKeys keys;
  private final BucketView view;

  SpendStore(KeyValueStore<Bytes, byte[]> store, Scope scope) {
    this.store = store;
    this.keys = new SpendKeys(scope);
    this.view = SpendKeys.view(store, scope);
  }

  @Override
  public byte @Nullable [] chunk(Level level, long chunkStartMillis) {
    return view.chunk(level, chunkStartMillis);
  }

  @Override
  public void forEachChunk(
      Level level, long fromChunkStart, long toChunkStart, ChunkVisitor visitor) {
    view.forEachChunk(level, fromChunkStart, toChunkStart, visitor);
  }

  @Override
  public void putChunk(Level level, long chunkStartMillis, byte[] chunk) {
    store.put(keys.of(level, chunkStartMillis), chunk);
  }

  @Override
  public void deleteChunksBefore(Level level, long chunkStartMillis) {
    delete(keys.of(level, 0), keys.of(level, chunkStartMillis - 1));
  }

  /** Deletes all of the scope's chunks. */
  void deleteAll() {
    delete(keys.first(), keys.last());
  }

  private void delete(Bytes from, Bytes to) {
    List<Bytes> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> chunks = store.range(from, to)) {
      chunks.forEachRemaining(entry -> found.add(entry.key));
    }
    found.forEach(store::delete);
  }
}
