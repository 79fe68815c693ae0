package dev.spendbreaker.budget;

/** The stored chunks of one scope. */
public interface BucketStore extends BucketView {
  /** Stores a chunk in place of the one that starts at the same instant, if any. */
  void putChunk(Level level, long chunkStartMillis, byte[] chunk);

  /** Deletes the chunks of a level that start before an instant. */
  void deleteChunksBefore(Level level, long chunkStartMillis);
}
