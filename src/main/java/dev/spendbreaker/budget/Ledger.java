package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a scope spends: for ever in its totals, and by time in the buckets of each {@link
 * Level}. Each bucket holds its own spend, never a running sum, so a charge that is late or
 * negative touches one bucket of each level.
 */
public final class Ledger {
  private static final Level[] LEVELS = Level.values();

  private Ledger() {}

  /**
   * Charges a scope. What is older than a level keeps is not counted at that level, but always in
   * the totals.
   *
   * @param delta how much; negative takes an earlier charge back
   * @param eventTimeMillis when it was spent; may lie ahead of now, and then counts in every window
   * @param nowMillis decides what is too old to keep
   */
  public static void charge(
      ScopeState state, BucketStore buckets, Usage delta, long eventTimeMillis, long nowMillis) {
    state.moveTo(nowMillis, buckets);
    state.add(delta, eventTimeMillis, nowMillis);
    for (Level level : LEVELS) {
      charge(state, buckets, level, delta, eventTimeMillis, nowMillis);
    }
  }

  /**
   * What was spent since an instant, which is rounded down to the start of its bucket. What the
   * level no longer keeps is not in it.
   */
  public static Usage spentSince(
      ScopeState state, BucketView buckets, Level level, long fromMillis) {
    return WindowSum.of(state, buckets, level, fromMillis, Long.MAX_VALUE);
  }

  /** All that was spent but for what {@link #spentSince} tells. */
  static Usage spentBefore(ScopeState state, BucketView buckets, Level level, long instantMillis) {
    return state.totals().minus(spentSince(state, buckets, level, instantMillis));
  }

  /**
   * What was spent before an instant, at the finest level that still reaches back that far. Where
   * none does, nothing, so that all counts as spent since: rather too much than too little.
   */
  static Usage spentBefore(
      ScopeState state, BucketView buckets, long instantMillis, long nowMillis) {
    Level level = Level.finestReaching(instantMillis, nowMillis);
    return level == null ? Usage.ZERO : spentBefore(state, buckets, level, instantMillis);
  }

  /**
   * What was spent from an instant on, as far back as one likes. The first time an instant is asked
   * for, what was spent before it is worked out and remembered; it is exact for every charge from
   * then on.
   */
  static Usage spentFrom(ScopeState state, BucketView buckets, long instantMillis, long nowMillis) {
    Usage before = state.spentBefore(instantMillis);
    if (before == null) {
      before = spentBefore(state, buckets, instantMillis, nowMillis);
      state.rememberSpentBefore(instantMillis, before);
    }
    return state.totals().minus(before);
  }

  private static void charge(
      ScopeState state,
      BucketStore buckets,
      Level level,
      Usage delta,
      long eventTimeMillis,
      long nowMillis) {
    long bucket = level.bucketStart(eventTimeMillis);
    if (bucket < level.oldestKept(nowMillis)) {
      return;
    }
    Usage open = state.open(level);
    if (open == null || bucket > state.openStart(level)) {
      flush(state, buckets, level, open, bucket, nowMillis);
      setOpen(state, level, bucket, delta);
    } else if (bucket == state.openStart(level)) {
      setOpen(state, level, bucket, open.plus(delta));
    } else {
      addToChunk(state, buckets, level, bucket, delta);
    }
  }

  /** Puts the open bucket into its chunk; when the next one starts a chunk, drops what expired. */
  private static void flush(
      ScopeState state,
      BucketStore buckets,
      Level level,
      @Nullable Usage open,
      long nextBucket,
      long nowMillis) {
    if (open == null) {
      return;
    }
    long bucket = state.openStart(level);
    if (bucket >= level.oldestKept(nowMillis) && !open.isZero()) {
      addToChunk(state, buckets, level, bucket, open);
    }
    if (level.chunkStart(bucket) != level.chunkStart(nextBucket) && state.hasChunks(level)) {
      buckets.deleteChunksBefore(level, level.chunkStart(level.oldestKept(nowMillis)));
    }
  }

  private static void setOpen(ScopeState state, Level level, long bucket, Usage spent) {
    state.setOpen(level, bucket, spent);
    if (UsageCodec.hasNegative(spent)) {
      state.noteNegative(level, bucket);
    }
  }

  private static void addToChunk(
      ScopeState state, BucketStore buckets, Level level, long bucket, Usage delta) {
    long start = level.chunkStart(bucket);
    byte[] chunk = Chunk.add(buckets.chunk(level, start), level.indexInChunk(bucket), delta);
    buckets.putChunk(level, start, chunk);
    state.setHasChunks(level);
    if (Chunk.mayBeNegative(chunk)) {
      state.noteNegative(level, bucket);
    }
  }
}
