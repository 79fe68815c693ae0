package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;

/** Adds up the buckets of a level between two instants, the open one included. */
final class WindowSum implements ChunkVisitor {
  private final Level level;
  private final long fromBucket;
  private final long toBucket;
  private final long openStart;
  private Usage spent = Usage.ZERO;

  private WindowSum(Level level, long fromBucket, long toBucket, long openStart) {
    this.level = level;
    this.fromBucket = fromBucket;
    this.toBucket = toBucket;
    this.openStart = openStart;
  }

  /**
   * The sum of the buckets from the one {@code fromMillis} lies in to before the one {@code
   * toMillis} lies in.
   */
  static Usage of(
      ScopeState state, BucketView buckets, Level level, long fromMillis, long toMillis) {
    Usage open = state.open(level);
    long from = level.bucketStart(fromMillis);
    long to = level.bucketStart(toMillis);
    if (open == null || from >= to || state.openStart(level) < from) {
      return Usage.ZERO;
    }
    WindowSum sum = new WindowSum(level, from, to, state.openStart(level));
    if (state.hasChunks(level)) {
      sum.addChunks(buckets);
    }
    return state.openStart(level) < to ? sum.spent.plus(open) : sum.spent;
  }

  private void addChunks(BucketView buckets) {
    long last = Math.min(toBucket - level.bucketMillis(), openStart);
    buckets.forEachChunk(level, level.chunkStart(fromBucket), level.chunkStart(last), this);
  }

  @Override
  public boolean visit(long chunkStartMillis, byte[] chunk) {
    if (liesWithin(chunkStartMillis)) {
      spent = spent.plus(Chunk.sum(chunk));
    } else {
      Chunk.forEachBucket(chunk, (index, own) -> add(chunkStartMillis, index, own));
    }
    return true;
  }

  /**
   * Whether all buckets of a chunk count. A reader that sees the store move on after it has read
   * the state finds the open bucket in its chunk as well, and must not count it twice.
   */
  private boolean liesWithin(long chunkStartMillis) {
    long end = chunkStartMillis + level.chunkMillis();
    return chunkStartMillis >= fromBucket && end <= toBucket && end <= openStart;
  }

  private boolean add(long chunkStartMillis, int index, Usage own) {
    long bucket = chunkStartMillis + index * level.bucketMillis();
    if (bucket >= fromBucket && bucket < toBucket && bucket < openStart) {
      spent = spent.plus(own);
    }
    return bucket < toBucket && bucket < openStart;
  }
}
