package dev.spendbreaker.budget;

import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The chunks of one scope, in memory. Counts what is asked of it. */
final class InMemoryBuckets implements BucketStore {
  private final Map<Level, NavigableMap<Long, byte[]>> chunks = new EnumMap<>(Level.class);
  private int writes;
  private int reads;

  InMemoryBuckets() {
    for (Level level : Level.values()) {
      chunks.put(level, new TreeMap<>());
    }
  }

  NavigableMap<Long, byte[]> chunks(Level level) {
    return chunks.getOrDefault(level, new TreeMap<>());
  }

  int writes() {
    return writes;
  }

  int reads() {
    return reads;
  }

  long bytes() {
    return chunks.values().stream()
        .flatMap(level -> level.values().stream())
        .mapToLong(chunk -> chunk.length)
        .sum();
  }

  @Override
  public byte @Nullable [] chunk(Level level, long chunkStartMillis) {
    reads++;
    return chunks(level).get(chunkStartMillis);
  }

  @Override
  public void forEachChunk(Level level, long from, long to, ChunkVisitor visitor) {
    for (Map.Entry<Long, byte[]> chunk : chunks(level).subMap(from, true, to, true).entrySet()) {
      reads++;
      if (!visitor.visit(chunk.getKey(), chunk.getValue())) {
        return;
      }
    }
  }

  @Override
  public void putChunk(Level level, long chunkStartMillis, byte[] chunk) {
    writes++;
    chunks(level).put(chunkStartMillis, chunk);
  }

  @Override
  public void deleteChunksBefore(Level level, long chunkStartMillis) {
    chunks(level).headMap(chunkStartMillis).clear();
  }
}
