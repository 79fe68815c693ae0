package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells when limits will be reached if a scope goes on spending as in the last minutes. */
public final class Forecaster {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long FARTHEST = Duration.ofDays(3650).toMillis();

  private final ScopeState state;
  private final BucketView buckets;
  private final long nowMillis;
  private final BurnRate rate;

  private Forecaster(ScopeState state, BucketView buckets, long nowMillis) {
    this.state = state;
    this.buckets = buckets;
    this.nowMillis = nowMillis;
    this.rate = BurnRate.at(nowMillis, state, buckets);
  }

  /**
   * A forecast for each policy in force, by policy id, at the limits and grants of this instant.
   * The state remembers what an {@link Evaluator#evaluate} remembers.
   *
   * @param governing from {@link PolicySet#governing}
   */
  public static Map<String, Forecast> forecast(
      ScopeState state, BucketView buckets, List<PreparedPolicy> governing, long nowMillis) {
    Forecaster forecaster = new Forecaster(state, buckets, nowMillis);
    Map<String, Forecast> forecasts = new LinkedHashMap<>();
    for (PreparedPolicy policy : PolicySet.inForce(governing, nowMillis)) {
      forecasts.put(policy.id(), forecaster.forecast(policy));
    }
    return forecasts;
  }

  private Forecast forecast(PreparedPolicy prepared) {
    Policy policy = prepared.policy();
    Spend spend = Spend.of(policy, state, buckets, nowMillis);
    long limit = prepared.thresholdsAt(nowMillis).limit();
    long recent = rate.spent(policy.unit());
    boolean grows = recent > 0 && spend.amount() < limit;
    return new Forecast(recent, rate.overMillis(), grows ? reachedAt(policy, spend, limit) : null);
  }

  private @Nullable Long reachedAt(Policy policy, Spend spend, long limit) {
    long reached =
        policy.window() instanceof Window.Rolling rolling
            ? new Leaving(policy, spend, limit).reachedAt(rolling.millis())
            : nowMillis + Math.min(FARTHEST, rate.millisFor(limit - spend.amount(), policy.unit()));
    return reached < endsAt(policy, spend) ? (Long) reached : null;
  }

  /** When the figure no longer is what it would have been. */
  private long endsAt(Policy policy, Spend spend) {
    WindowMark mark = spend.mark();
    long windowEnd = mark == null ? NEVER : mark.end();
    long expiry = Objects.requireNonNullElse(policy.expiresAtMillis(), NEVER);
    return Math.min(nowMillis + FARTHEST, Math.min(windowEnd, expiry));
  }

  /** A rolling window, which what was spent leaves while more comes. */
  private final class Leaving implements ChunkVisitor {
    private final Policy policy;
    private final Spend spend;
    private final long limit;

    private long fromBucket;
    private long openBucket;
    private long bucketMillis;
    private long windowMillis;

    /** What is left of what was spent until now. */
    private long left;

    private long leftAt = nowMillis;
    private long reachedAt = NEVER;

    Leaving(Policy policy, Spend spend, long limit) {
      this.policy = policy;
      this.spend = spend;
      this.limit = limit;
      this.left = spend.amount();
    }

    long reachedAt(long windowMillis) {
      this.windowMillis = windowMillis;
      Level level = Level.forRolling(windowMillis);
      bucketMillis = level.bucketMillis();
      fromBucket = level.bucketStart(countsFrom());
      openBucket = state.openStart(level);
      if (state.hasChunks(level)) {
        buckets.forEachChunk(
            level, level.chunkStart(fromBucket), level.chunkStart(openBucket), this);
      }
      if (reachedAt == NEVER && openBucket >= fromBucket) {
        leave(openBucket, Objects.requireNonNull(state.open(level)));
      }
      return reachedAt == NEVER ? reachedBefore(nowMillis + windowMillis) : reachedAt;
    }

    private long countsFrom() {
      Long countFrom = policy.countFromMillis();
      return spend.countFromRules() && countFrom != null
          ? countFrom
          : Objects.requireNonNull(spend.mark()).start();
    }

    @Override
    public boolean visit(long chunkStartMillis, byte[] chunk) {
      return Chunk.forEachBucket(
          chunk,
          (index, spent) -> {
            long bucket = chunkStartMillis + index * bucketMillis;
            return bucket < openBucket && (bucket < fromBucket || leave(bucket, spent));
          });
    }

    /** A bucket leaves, unless the limit is reached before. Returns whether to go on. */
    private boolean leave(long bucket, Usage spent) {
      long leavesAt = bucket + bucketMillis + windowMillis;
      reachedAt = reachedBefore(leavesAt);
      left = Amounts.minus(left, policy.unit().of(spent));
      leftAt = leavesAt;
      return reachedAt == NEVER;
    }

    /** When the limit is reached; never, where that would not be before an instant. */
    private long reachedBefore(long end) {
      long more = Math.max(0, Amounts.minus(limit, left));
      long reached = nowMillis + Math.min(FARTHEST, rate.millisFor(more, policy.unit()));
      return reached < end ? Math.max(leftAt, reached) : NEVER;
    }
  }
}
