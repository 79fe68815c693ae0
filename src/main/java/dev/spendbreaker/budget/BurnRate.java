package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import java.math.BigInteger;
import java.time.Duration;

/** What was spent over the last minutes, as a rate. */
final class BurnRate implements ChunkVisitor {
  private static final long LONGEST = Duration.ofMinutes(5).toMillis();
  private static final long SHORTEST = Duration.ofMinutes(1).toMillis();
  private static final Level LEVEL = Level.forRolling(LONGEST);

  private final Usage spent;
  private final long overMillis;
  private long firstBucket;

  private BurnRate(ScopeState state, BucketView buckets, long nowMillis) {
    long from = nowMillis - LONGEST;
    spent = Ledger.spentSince(state, buckets, LEVEL, from);
    boolean isNew = state.totals().minus(spent).isZero() && !spent.isZero();
    overMillis = isNew ? sinceFirstSpend(state, buckets, nowMillis) : LONGEST;
  }

  private long sinceFirstSpend(ScopeState state, BucketView buckets, long nowMillis) {
    firstBucket = state.openStart(LEVEL);
    if (state.hasChunks(LEVEL)) {
      long firstChunk = LEVEL.chunkStart(nowMillis - LONGEST);
      buckets.forEachChunk(LEVEL, firstChunk, LEVEL.chunkStart(firstBucket), this);
    }
    return Math.min(LONGEST, Math.max(SHORTEST, nowMillis - firstBucket));
  }

  static BurnRate at(long nowMillis, ScopeState state, BucketView buckets) {
    return new BurnRate(state, buckets, nowMillis);
  }

  /** In a limit's unit. */
  long spent(LimitUnit unit) {
    return unit.of(spent);
  }

  long overMillis() {
    return overMillis;
  }

  /** How long it takes to spend this much, 0 or more, at a rate above 0; rounded up. */
  long millisFor(long amount, LimitUnit unit) {
    BigInteger millis =
        BigInteger.valueOf(amount)
            .multiply(BigInteger.valueOf(overMillis))
            .add(BigInteger.valueOf(spent(unit) - 1))
            .divide(BigInteger.valueOf(spent(unit)));
    return millis.bitLength() < Long.SIZE ? millis.longValue() : Long.MAX_VALUE;
  }

  /** Finds the first bucket in which something was spent. */
  @Override
  public boolean visit(long chunkStartMillis, byte[] chunk) {
    return Chunk.forEachBucket(
        chunk,
        (index, own) -> {
          long bucket = chunkStartMillis + index * LEVEL.bucketMillis();
          firstBucket = Math.min(firstBucket, bucket);
          return false;
        });
  }
}
