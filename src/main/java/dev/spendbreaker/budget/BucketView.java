package dev.spendbreaker.budget;

import org.jspecify.annotations.Nullable;

/** The stored chunks of one scope, read only. */
public interface BucketView {
  /** The chunk that starts at an instant; null where there is none. */
  byte @Nullable [] chunk(Level level, long chunkStartMillis);

  /**
   * Visits the chunks of a level that start within a range, both ends included, in ascending order,
   * until the visitor has seen enough.
   */
  void forEachChunk(
      Level level, long fromChunkStartMillis, long toChunkStartMillis, ChunkVisitor visitor);
}
