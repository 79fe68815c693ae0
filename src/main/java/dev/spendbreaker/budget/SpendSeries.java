package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import java.util.Arrays;
import java.util.List;

/** Adds up the buckets of a scope in each step of a range. */
public final class SpendSeries implements ChunkVisitor {
  private final SeriesRange range;
  private final long openStart;
  private final Usage[] spent;

  private SpendSeries(SeriesRange range, long openStart) {
    this.range = range;
    this.openStart = openStart;
    spent = new Usage[range.steps()];
    Arrays.fill(spent, Usage.ZERO);
  }

  /** What was spent in each step, the first step first. */
  public static List<Usage> of(ScopeState state, BucketView buckets, SeriesRange range) {
    Level level = range.level();
    Usage open = state.open(level);
    long openStart = open == null ? Long.MIN_VALUE : state.openStart(level);
    SpendSeries series = new SpendSeries(range, openStart);
    if (open != null) {
      series.add(openStart, open);
      series.addChunks(buckets, state.hasChunks(level));
    }
    return List.of(series.spent);
  }

  private void addChunks(BucketView buckets, boolean any) {
    Level level = range.level();
    if (any) {
      buckets.forEachChunk(
          level, level.chunkStart(range.fromMillis()), level.chunkStart(range.toMillis()), this);
    }
  }

  /** A reader may find the open bucket in its chunk as well, as {@link WindowSum} tells. */
  @Override
  public boolean visit(long chunkStartMillis, byte[] chunk) {
    return Chunk.forEachBucket(
        chunk,
        (index, own) -> {
          long bucket = chunkStartMillis + index * range.level().bucketMillis();
          if (bucket < openStart) {
            add(bucket, own);
          }
          return bucket < openStart;
        });
  }

  private void add(long bucketMillis, Usage own) {
    long step = Math.floorDiv(bucketMillis - range.fromMillis(), range.stepMillis());
    if (step >= 0 && step < spent.length) {
      spent[(int) step] = spent[(int) step].plus(own);
    }
  }
}
