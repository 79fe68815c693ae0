package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;

/** Adds up the buckets of a level from one on, the open one included. */
final class WindowSum implements ChunkVisitor {
  private final Level level;
  private final long fromBucket;
  private Usage spent = Usage.ZERO;
  private boolean mayBeNegative;

  private WindowSum(Level level, long fromBucket) {
    this.level = level;
    this.fromBucket = fromBucket;
  }

  /** The sum of the buckets from the one {@code fromMillis} lies in. */
  static WindowSum of(ScopeState state, BucketView buckets, Level level, long fromMillis) {
    WindowSum sum = new WindowSum(level, level.bucketStart(fromMillis));
    sum.addAll(state, buckets);
    return sum;
  }

  Usage spent() {
    return spent;
  }

  /** Whether a bucket may be negative, so that spend may grow when it leaves the window. */
  boolean mayBeNegative() {
    return mayBeNegative;
  }

  @Override
  public boolean visit(long chunkStartMillis, byte[] chunk) {
    mayBeNegative |= Chunk.mayBeNegative(chunk);
    add(
        chunkStartMillis >= fromBucket
            ? Chunk.sum(chunk)
            : Chunk.sumFrom(chunk, level.indexInChunk(fromBucket)));
    return true;
  }

  private void addAll(ScopeState state, BucketView buckets) {
    Usage open = state.open(level);
    if (open == null || state.openStart(level) < fromBucket) {
      return;
    }
    if (state.hasChunks(level)) {
      long lastChunk = level.chunkStart(state.openStart(level));
      buckets.forEachChunk(level, level.chunkStart(fromBucket), lastChunk, this);
    }
    mayBeNegative |= UsageCodec.hasNegative(open);
    add(open);
  }

  private void add(Usage more) {
    spent = spent.plus(more);
  }
}
