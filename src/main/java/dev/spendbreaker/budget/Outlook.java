package dev.spendbreaker.budget;

import dev.spendbreaker.budget.Thresholds.Standing;
import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When what a policy asks for changes by itself, if nothing more is spent: buckets leave its
 * rolling window, its calendar window ends, grants and the policy itself expire.
 */
final class Outlook implements ChunkVisitor {
  private static final long NEVER = Long.MAX_VALUE;

  private final PreparedPolicy prepared;
  private final Assessment assessment;
  private final Standing standing;
  private final long nowMillis;
  private final long voidAt;
  private Thresholds thresholds;

  private long nextChange;
  private long milderAt = NEVER;

  /* While buckets leave the window: what is left in it. */
  private long windowMillis;
  private long bucketMillis;
  private long fromBucket;
  private long openBucket;
  private long amount;
  private long unpricedCalls;
  private @Nullable BigDecimal heldLevel;
  private boolean changed;

  private Outlook(Assessment assessment, long nowMillis) {
    this.prepared = assessment.prepared();
    this.assessment = assessment;
    this.standing = assessment.standing();
    this.nowMillis = nowMillis;
    this.voidAt = Objects.requireNonNullElse(policy().expiresAtMillis(), NEVER);
    this.thresholds = assessment.thresholds();
    this.nextChange = voidAt;
  }

  /** Looks ahead from where a scope stands. */
  static Outlook of(Assessment assessment, ScopeState state, BucketView buckets, long nowMillis) {
    Outlook outlook = new Outlook(assessment, nowMillis);
    outlook.look(assessment.spend(), state, buckets);
    return outlook;
  }

  /** Before this instant neither action nor warn level changes. */
  long nextChangeMillis() {
    return nextChange;
  }

  /** When the action gets milder; null where it does not. */
  @Nullable Long resetsAtMillis() {
    long resetsAt = Math.min(milderAt, voidAt);
    return resetsAt == NEVER || standing.action() == Action.ALLOW ? null : resetsAt;
  }

  private Policy policy() {
    return prepared.policy();
  }

  private void look(Spend spend, ScopeState state, BucketView buckets) {
    if (isHeld()) {
      return;
    }
    policy().grants().forEach(this::expire);
    WindowMark mark = spend.mark();
    if (mark != null && policy().window() instanceof Window.Rolling rolling) {
      roll(spend, mark, rolling.millis(), state, buckets);
    } else if (mark != null && policy().window() instanceof CalendarWindow calendar) {
      turn(spend, mark, calendar, state, buckets);
    }
  }

  /** A breach that neither time nor a grant's end can soften. */
  private boolean isHeld() {
    return (assessment.isLatched() || thresholds.limit() == 0)
        && !standing.reasonCode().equals(Thresholds.UNPRICED_USAGE);
  }

  private void expire(Policy.Grant grant) {
    Long expiresAt = grant.expiresAtMillis();
    if (expiresAt != null && expiresAt > nowMillis) {
      nextChange = Math.min(nextChange, expiresAt);
    }
  }

  /** What a calendar window's end leaves: what was spent ahead of time, in the windows to come. */
  private void turn(
      Spend spend, WindowMark mark, CalendarWindow window, ScopeState state, BucketView buckets) {
    Long countFrom = policy().countFromMillis();
    if (spend.countFromRules() && countFrom != null && countFrom >= mark.end()) {
      return;
    }
    heldLevel = assessment.heldLevel();
    long end = mark.end();
    boolean more = endsWith(state.totals().minus(mark.beforeEnd()), end);
    while (more && end <= state.lastEventMillis()) {
      end = window.endOf(end);
      more =
          endsWith(state.totals().minus(Ledger.spentBefore(state, buckets, end, nowMillis)), end);
    }
  }

  private boolean endsWith(Usage left, long end) {
    amount = policy().unit().of(left);
    unpricedCalls = left.unpricedCalls();
    return compare(end);
  }

  private void roll(
      Spend spend, WindowMark mark, long windowMillis, ScopeState state, BucketView buckets) {
    Level level = Level.forRolling(windowMillis);
    this.windowMillis = windowMillis;
    this.bucketMillis = level.bucketMillis();
    this.fromBucket = level.bucketStart(countsFrom(spend, mark));
    if (standing.reasonCode().equals(Thresholds.WITHIN_LIMIT)) {
      if (spend.countFromRules()) {
        nextChange = Math.min(nextChange, leavesAt(fromBucket));
        return;
      }
      if (spend.monotonic()) {
        return;
      }
    }
    followBuckets(spend, level, state, buckets);
  }

  private long countsFrom(Spend spend, WindowMark mark) {
    Long countFrom = policy().countFromMillis();
    return spend.countFromRules() && countFrom != null ? countFrom : mark.start();
  }

  private void followBuckets(Spend spend, Level level, ScopeState state, BucketView buckets) {
    Usage open = state.open(level);
    if (open == null || state.openStart(level) < fromBucket) {
      return;
    }
    openBucket = state.openStart(level);
    startFrom(spend, level, state, buckets);
    if (state.hasChunks(level)) {
      long lastChunk = level.chunkStart(openBucket);
      buckets.forEachChunk(level, level.chunkStart(fromBucket), lastChunk, this);
    }
    if (!isSettled()) {
      leave(openBucket, open);
    }
  }

  /** Where countFrom rules, its bucket counts in part, and the window's figure is another. */
  private void startFrom(Spend spend, Level level, ScopeState state, BucketView buckets) {
    if (spend.countFromRules()) {
      Usage whole = Ledger.spentSince(state, buckets, level, fromBucket);
      startFrom(policy().unit().of(whole), whole.unpricedCalls());
    } else {
      startFrom(spend.amount(), spend.unpricedCalls());
    }
  }

  private void startFrom(long amount, long unpricedCalls) {
    this.amount = amount;
    this.unpricedCalls = unpricedCalls;
    this.heldLevel = assessment.heldLevel();
  }

  /** The open bucket may stand in its chunk as well, where a reader sees the store move on. */
  @Override
  public boolean visit(long chunkStartMillis, byte[] chunk) {
    return Chunk.forEachBucket(
        chunk,
        (index, spent) -> {
          long bucket = chunkStartMillis + index * bucketMillis;
          return bucket < openBucket && leave(bucket, spent);
        });
  }

  /** A bucket leaves the window. Returns whether there is more to find out. */
  private boolean leave(long bucket, Usage spent) {
    if (bucket < fromBucket) {
      return true;
    }
    amount = Amounts.minus(amount, policy().unit().of(spent));
    unpricedCalls -= spent.unpricedCalls();
    return compare(leavesAt(bucket));
  }

  private boolean compare(long millis) {
    Thresholds then = thresholdsAt(millis);
    heldLevel = then.heldLevel(amount, heldLevel);
    Standing asked = then.standing(amount, unpricedCalls, assessment.isLatched(), heldLevel);
    if (!changed && !isSame(asked)) {
      changed = true;
      nextChange = Math.min(nextChange, millis);
    }
    if (asked.action().compareTo(standing.action()) < 0) {
      milderAt = Math.min(milderAt, millis);
    }
    return !isSettled();
  }

  private boolean isSettled() {
    return changed && (milderAt != NEVER || standing.action() == Action.ALLOW);
  }

  private boolean isSame(Standing then) {
    return then.action() == standing.action()
        && Thresholds.isSameLevel(then.warnLevel(), standing.warnLevel());
  }

  private Thresholds thresholdsAt(long millis) {
    if (Thresholds.limitAt(policy(), millis) != thresholds.limit()) {
      thresholds = prepared.thresholdsAt(millis);
    }
    return thresholds;
  }

  private long leavesAt(long bucket) {
    return bucket + bucketMillis + windowMillis;
  }
}
