package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a scope spends: for ever in its totals, and by time in the buckets of each {@link
 * Level}. Each bucket holds its own spend, never a running sum, so a charge that is late or
 * negative touches one bucket of each level.
 */
public final class Ledger {
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
    state.add(delta, eventTimeMillis);
    for (Level level : Level.values()) {
      charge(state, buckets, level, delta, eventTimeMillis, nowMillis);
    }
  }

  /**
   * What was spent since an instant, which is rounded down to the start of its bucket. What the
   * level no longer keeps is not in it.
   */
  public static Usage spentSince(
      ScopeState state, BucketView buckets, Level level, long fromMillis) {
    return WindowSum.of(state, buckets, level, fromMillis).spent();
  }

  /**
   * What was spent from an instant on, as far back as one likes. The first time an instant is asked
   * for, what was spent before it is worked out at the finest level that still reaches back that
   * far and remembered; it is exact for every charge from then on. Where no level reaches back, all
   * counts that the scope spent until then: rather too much than too little.
   */
  static Usage spentFrom(ScopeState state, BucketView buckets, long instantMillis, long nowMillis) {
    Usage before = state.spentBefore(instantMillis);
    if (before == null) {
      before = spentBefore(state, buckets, instantMillis, nowMillis);
      state.rememberSpentBefore(instantMillis, before);
    }
    return state.totals().minus(before);
  }

  private static Usage spentBefore(
      ScopeState state, BucketView buckets, long instantMillis, long nowMillis) {
    Level level = Level.finestReaching(instantMillis, nowMillis);
    return level == null
        ? Usage.ZERO
        : state.totals().minus(spentSince(state, buckets, level, instantMillis));
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
      state.setOpen(level, bucket, delta);
    } else if (bucket == state.openStart(level)) {
      state.setOpen(level, bucket, open.plus(delta));
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

  private static void addToChunk(
      ScopeState state, BucketStore buckets, Level level, long bucket, Usage delta) {
    long start = level.chunkStart(bucket);
    byte[] chunk = buckets.chunk(level, start);
    buckets.putChunk(level, start, Chunk.add(chunk, level.indexInChunk(bucket), delta));
    state.setHasChunks(level);
  }
}
