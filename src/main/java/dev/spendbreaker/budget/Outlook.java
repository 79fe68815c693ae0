package dev.spendbreaker.budget;

import dev.spendbreaker.budget.Thresholds.Standing;
import dev.spendbreaker.usage.Usage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When what a policy asks for changes by itself, if nothing more is spent: buckets leave its
 * rolling window, grants and the policy itself expire.
 */
final class Outlook implements ChunkVisitor {
  private static final long NEVER = Long.MAX_VALUE;

  private final Policy policy;
  private final boolean latched;
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
  private long amount;
  private long unpricedCalls;
  private boolean changed;

  /**
   * @param latched whether an earlier breach is held
   * @param standing what the policy asks for now
   */
  Outlook(Policy policy, boolean latched, Standing standing, long nowMillis) {
    this.policy = policy;
    this.latched = latched;
    this.standing = standing;
    this.nowMillis = nowMillis;
    this.voidAt = Objects.requireNonNullElse(policy.expiresAtMillis(), NEVER);
    this.thresholds = Thresholds.at(policy, nowMillis);
    this.nextChange = voidAt;
  }

  long nowMillis() {
    return nowMillis;
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

  /** Looks ahead from what is spent now. */
  void look(Spend spend, ScopeState state, BucketView buckets) {
    if (isHeld()) {
      return;
    }
    policy.grants().forEach(this::expire);
    if (spend.level() != null && policy.window() instanceof Window.Rolling rolling) {
      roll(spend, spend.level(), rolling.millis(), state, buckets);
    }
  }

  /** A breach that neither time nor a grant's end can soften. */
  private boolean isHeld() {
    return (latched || thresholds.limit() == 0)
        && !standing.reasonCode().equals(Thresholds.UNPRICED_USAGE);
  }

  private void expire(Policy.Grant grant) {
    Long expiresAt = grant.expiresAtMillis();
    if (expiresAt != null && expiresAt > nowMillis) {
      nextChange = Math.min(nextChange, expiresAt);
    }
  }

  private void roll(
      Spend spend, Level level, long windowMillis, ScopeState state, BucketView buckets) {
    this.windowMillis = windowMillis;
    this.bucketMillis = level.bucketMillis();
    this.fromBucket = spend.fromBucket();
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

  private void followBuckets(Spend spend, Level level, ScopeState state, BucketView buckets) {
    Usage open = state.open(level);
    if (open == null || state.openStart(level) < fromBucket) {
      return;
    }
    startFrom(spend, level, state, buckets);
    if (state.hasChunks(level)) {
      long lastChunk = level.chunkStart(state.openStart(level));
      buckets.forEachChunk(level, level.chunkStart(fromBucket), lastChunk, this);
    }
    if (!isSettled()) {
      leave(state.openStart(level), open);
    }
  }

  /** Where countFrom rules, its bucket counts in part, and the window's figure is another. */
  private void startFrom(Spend spend, Level level, ScopeState state, BucketView buckets) {
    amount = spend.amount();
    unpricedCalls = spend.unpricedCalls();
    if (spend.countFromRules()) {
      Usage whole = Ledger.spentSince(state, buckets, level, fromBucket);
      amount = policy.unit().of(whole);
      unpricedCalls = whole.unpricedCalls();
    }
  }

  @Override
  public boolean visit(long chunkStartMillis, byte[] chunk) {
    return Chunk.forEachBucket(
        chunk, (index, spent) -> leave(chunkStartMillis + index * bucketMillis, spent));
  }

  /** A bucket leaves the window. Returns whether there is more to find out. */
  private boolean leave(long bucket, Usage spent) {
    if (bucket < fromBucket) {
      return true;
    }
    amount = Amounts.minus(amount, policy.unit().of(spent));
    unpricedCalls -= spent.unpricedCalls();
    return compare(leavesAt(bucket));
  }

  private boolean compare(long millis) {
    Standing then = thresholdsAt(millis).standing(amount, unpricedCalls, latched);
    if (!changed && !isSame(then)) {
      changed = true;
      nextChange = Math.min(nextChange, millis);
    }
    if (then.action().compareTo(standing.action()) < 0) {
      milderAt = millis;
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
    if (Thresholds.limitAt(policy, millis) != thresholds.limit()) {
      thresholds = Thresholds.at(policy, millis);
    }
    return thresholds;
  }

  private long leavesAt(long bucket) {
    return bucket + bucketMillis + windowMillis;
  }
}
