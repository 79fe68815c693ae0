package dev.spendbreaker.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The resolutions at which windowed spend is kept, finest first. A bucket is the smallest stretch
 * of time a level tells apart, a chunk the run of buckets that is stored together; both are aligned
 * to the epoch.
 *
 * <p>A rolling window of length W is counted at the coarsest level whose bucket is at most W/60, so
 * what it reports begins at most W/60 before the window does, and never after. Each level keeps
 * what the longest window counted at it can reach, {@link #HOUR} a whole month besides, and {@link
 * #DAY} a year: there a calendar window begins that a new policy asks for.
 */
public enum Level {
  /** Windows of less than 5 minutes. */
  SECOND(0, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(5)),
  /** Windows of 5 to less than 20 minutes. */
  FIVE_SECONDS(1, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(20)),
  /** Windows of 20 minutes to less than an hour. */
  TWENTY_SECONDS(2, Duration.ofSeconds(20), Duration.ofMinutes(20), Duration.ofHours(1)),
  /** Windows of 1 to less than 5 hours. */
  MINUTE(3, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(5)),
  /** Windows of 5 to less than 15 hours. */
  FIVE_MINUTES(4, Duration.ofMinutes(5), Duration.ofHours(5), Duration.ofHours(15)),
  /** Windows of 15 to less than 60 hours. */
  QUARTER_HOUR(5, Duration.ofMinutes(15), Duration.ofDays(1), Duration.ofHours(60)),
  /** Windows of 60 hours to less than 30 days. */
  HOUR(6, Duration.ofHours(1), Duration.ofDays(4), Duration.ofDays(32)),
  /** Windows of 30 to less than 60 days. */
  HALF_DAY(7, Duration.ofHours(12), Duration.ofDays(30), Duration.ofDays(60)),
  /** Windows of 60 to 90 days. */
  DAY(8, Duration.ofDays(1), Duration.ofDays(60), Duration.ofDays(400));

  private static final Level[] FINEST_FIRST = values();
  private static final int BUCKETS_PER_WINDOW = 60;

  private final int number;
  private final long bucketMillis;
  private final long chunkMillis;
  private final long keepMillis;

  Level(int number, Duration bucket, Duration chunk, Duration keep) {
    this.number = number;
    this.bucketMillis = bucket.toMillis();
    this.chunkMillis = chunk.toMillis();
    this.keepMillis = keep.toMillis();
  }

  /**
   * The level a rolling window of this length is counted at.
   *
   * @throws IllegalArgumentException where the window is shorter than a minute
   */
  public static Level forRolling(long windowMillis) {
    for (int i = FINEST_FIRST.length - 1; i >= 0; i--) {
      if (FINEST_FIRST[i].bucketMillis * BUCKETS_PER_WINDOW <= windowMillis) {
        return FINEST_FIRST[i];
      }
    }
    throw new IllegalArgumentException(
        "a rolling window is at least a minute, not " + windowMillis + " ms");
  }

  /** The finest level that at {@code nowMillis} still holds all spent since an instant, if any. */
  static @Nullable Level finestReaching(long instantMillis, long nowMillis) {
    for (Level level : FINEST_FIRST) {
      if (level.bucketStart(instantMillis) >= level.oldestKept(nowMillis)) {
        return level;
      }
    }
    return null;
  }

  /** From 0; stands in what is stored. */
  public int number() {
    return number;
  }

  public long bucketMillis() {
    return bucketMillis;
  }

  public long chunkMillis() {
    return chunkMillis;
  }

  /** How far back a bucket is kept, milliseconds. */
  public long keepMillis() {
    return keepMillis;
  }

  /** The start of the bucket an instant lies in. */
  public long bucketStart(long millis) {
    return Math.floorDiv(millis, bucketMillis) * bucketMillis;
  }

  /** The start of the chunk an instant lies in. */
  public long chunkStart(long millis) {
    return Math.floorDiv(millis, chunkMillis) * chunkMillis;
  }

  /** The start of the oldest bucket that is kept. */
  public long oldestKept(long nowMillis) {
    return bucketStart(nowMillis - keepMillis);
  }

  /** The place of an instant's bucket in its chunk, from 0. */
  int indexInChunk(long millis) {
    return (int) (Math.floorMod(millis, chunkMillis) / bucketMillis);
  }
}
