package dev.spendbreaker.query;

import dev.spendbreaker.budget.BucketStore;
import dev.spendbreaker.budget.BucketView;
import dev.spendbreaker.budget.ChunkVisitor;
import dev.spendbreaker.budget.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The chunks of a scope with changes that are thrown away. */
final class BucketDraft implements BucketStore {
  private final BucketView stored;
  private final Map<Level, NavigableMap<Long, byte[]>> changed = new EnumMap<>(Level.class);

  BucketDraft(BucketView stored) {
    this.stored = stored;
  }

  @Override
  public byte @Nullable [] chunk(Level level, long chunkStartMillis) {
    byte[] own = changed(level).get(chunkStartMillis);
    return own == null ? stored.chunk(level, chunkStartMillis) : own;
  }

  @Override
  public void forEachChunk(Level level, long from, long to, ChunkVisitor visitor) {
    NavigableMap<Long, byte[]> chunks = new TreeMap<>();
    stored.forEachChunk(
        level,
        from,
        to,
        (start, chunk) -> {
          chunks.put(start, chunk);
          return true;
        });
    chunks.putAll(changed(level).subMap(from, true, to, true));
    for (Map.Entry<Long, byte[]> chunk : chunks.entrySet()) {
      if (!visitor.visit(chunk.getKey(), chunk.getValue())) {
        return;
      }
    }
  }

  @Override
  public void putChunk(Level level, long chunkStartMillis, byte[] chunk) {
    changed(level).put(chunkStartMillis, chunk);
  }

  /** What a window no longer reaches is not asked for either. */
  @Override
  public void deleteChunksBefore(Level level, long chunkStartMillis) {}

  private NavigableMap<Long, byte[]> changed(Level level) {
    return changed.computeIfAbsent(level, none -> new TreeMap<>());
  }
}
