package dev.spendbreaker.budget;

/** Takes the stored chunks of a level, oldest first. */
@FunctionalInterface
public interface ChunkVisitor {
  /** Returns whether to go on to the next chunk. */
  boolean visit(long chunkStartMillis, byte[] chunk);
}
