package dev.spendbreaker.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in equal steps, for each of which a ledger can tell exactly what was spent.
 *
 * @param level whose buckets tell it
 * @param fromMillis where the first step begins, milliseconds since the epoch; a multiple of the
 *     step
 * @param stepMillis how long a step is; a multiple of the level's bucket
 * @param steps how many, 1 … {@link #MAX_STEPS}
 */
public record SeriesRange(Level level, long fromMillis, long stepMillis, int steps) {
  public static final int MAX_STEPS = 1_000;

  private static final int MAX_STEPS_UNASKED = 200;

  /** Buckets that expire while the question is on its way are not asked for. */
  private static final long MARGIN_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final List<Level> FINEST_FIRST = Arrays.asList(Level.values());

  /**
   * The steps that cover a stretch of time. The first begins at or before it, the last ends at or
   * after it.
   *
   * @param step null for one that gives a readable number of steps
   * @param nowMillis decides what the ledger still keeps
   * @throws IllegalArgumentException where no ledger can tell, with what is wrong and what to do
   */
  public static SeriesRange of(
      long fromMillis, long toMillis, @Nullable Duration step, long nowMillis) {
    if (fromMillis >= toMillis) {
      throw new IllegalArgumentException("'from' must lie before 'to'");
    }
    SeriesRange range =
        step == null
            ? unasked(fromMillis, toMillis, nowMillis)
            : asked(fromMillis, toMillis, step, nowMillis);
    if (range.steps > MAX_STEPS) {
      throw new IllegalArgumentException(
          "steps of %s are more than %d: use a longer step, or a shorter stretch of time"
              .formatted(Duration.ofMillis(range.stepMillis), MAX_STEPS));
    }
    return range;
  }

  private static SeriesRange unasked(long from, long to, long now) {
    List<SeriesRange> kept =
        FINEST_FIRST.stream()
            .map(level -> of(level, from, to, level.bucketMillis()))
            .filter(range -> range.isKept(now))
            .toList();
    if (kept.isEmpty()) {
      throw tooFarBack(now);
    }
    return kept.stream()
        .filter(range -> range.steps <= MAX_STEPS_UNASKED)
        .findFirst()
        .orElse(kept.get(kept.size() - 1));
  }

  private static SeriesRange asked(long from, long to, Duration step, long now) {
    long millis = millis(step);
    SeriesRange found = null;
    for (Level level : FINEST_FIRST) {
      SeriesRange range = of(level, from, to, millis);
      found = millis % level.bucketMillis() == 0 && range.isKept(now) ? range : found;
    }
    if (found == null) {
      throw notKept(from, now);
    }
    return found;
  }

  private static long millis(Duration step) {
    long millis = step.getSeconds() > Level.DAY.keepMillis() ? 0 : step.toMillis();
    if (millis < Level.SECOND.bucketMillis() || step.getNano() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          "a step is a whole number of seconds, and at most "
              + Duration.ofMillis(Level.DAY.keepMillis()).toDays()
              + " days");
    }
    return millis;
  }

  private static SeriesRange of(Level level, long from, long to, long step) {
    long first = Math.floorDiv(from, step) * step;
    long steps = Math.floorDiv(to - first + step - 1, step);
    return new SeriesRange(level, first, step, (int) Math.min(steps, Integer.MAX_VALUE));
  }

  private boolean isKept(long now) {
    return fromMillis >= oldestAsked(level, now);
  }

  private static long oldestAsked(Level level, long now) {
    return level.oldestKept(now + Math.max(MARGIN_MILLIS, level.bucketMillis()));
  }

  private static IllegalArgumentException notKept(long from, long now) {
    return FINEST_FIRST.stream()
        .filter(level -> level.bucketStart(from) >= oldestAsked(level, now))
        .findFirst()
        .map(
            level ->
                new IllegalArgumentException(
                    "what was spent since then is kept in steps of %s: use a multiple of that, and less than the time since 'from'"
                        .formatted(Duration.ofMillis(level.bucketMillis()))))
        .orElseGet(() -> tooFarBack(now));
  }

  private static IllegalArgumentException tooFarBack(long now) {
    long oldest = oldestAsked(Level.DAY, now);
    return new IllegalArgumentException(
        "what was spent before %s is kept in the totals only"
            .formatted(Instant.ofEpochMilli(oldest)));
  }

  /** Where the last step ends, milliseconds since the epoch. */
  public long toMillis() {
    return fromMillis + steps * stepMillis;
  }
}
