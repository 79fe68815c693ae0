package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says of any call whether it may be made, from decisions in memory. A {@link DecisionFeed} from
 * the beginning of the topic tells it what is decided, and how recent that is.
 */
public final class Gate implements DecisionListener {
  private static final Check NOT_READY =
      new Check(Action.BLOCK, null, "the decisions are still being read");

  private final DecisionTable table = new DecisionTable();
  private final boolean failOpen;
  private final long maxAgeNanos;
  private final LongSupplier nanoClock;

  /** As of when all decisions are known; null where that never was. */
  private volatile @Nullable Long asOfNanos;

  /**
   * @param failOpen whether a call passes, by what is known, where that is incomplete or too old;
   *     otherwise it is refused
   * @param maxAge of what is known; the feed looks once a second whether it misses something
   */
  public Gate(boolean failOpen, Duration maxAge) {
    this(failOpen, maxAge, System::nanoTime);
  }

  /** With a clock like {@link System#nanoTime}. */
  Gate(boolean failOpen, Duration maxAge, LongSupplier nanoClock) {
    this.failOpen = failOpen;
    this.maxAgeNanos = maxAge.toNanos();
    this.nanoClock = nanoClock;
  }

  /**
   * Whether a call may be made: what is decided for the scopes it belongs to, the strictest first,
   * then the most specific, then the one with the most used up.
   *
   * @param call the dimensions of the call, with their values
   */
  public Check check(Map<String, String> call) {
    String doubt = doubt();
    if (doubt != null && !failOpen) {
      return asOfNanos == null ? NOT_READY : new Check(Action.BLOCK, null, doubt);
    }
    Verdict verdict = table.find(call);
    return verdict == null && doubt == null
        ? Check.CLEAR
        : new Check(verdict == null ? Action.ALLOW : verdict.action(), verdict, doubt);
  }

  /** Whether all that was decided has been read, be it long ago. */
  public boolean isReady() {
    return asOfNanos != null;
  }

  /** How old what it knows is, in milliseconds; empty before it is ready. */
  public OptionalLong ageMillis() {
    Long asOf = asOfNanos;
    return asOf == null
        ? OptionalLong.empty()
        : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - asOf));
  }

  private @Nullable String doubt() {
    Long asOf = asOfNanos;
    if (asOf == null) {
      return NOT_READY.doubt();
    }
    long age = nanoClock.getAsLong() - asOf;
    return age <= maxAgeNanos
        ? null
        : "Kafka has told nothing for " + TimeUnit.NANOSECONDS.toSeconds(age) + " seconds";
  }

  @Override
  public void decided(DecisionRecord record) {
    table.put(record.decision());
  }

  @Override
  public void forgotten(Scope scope) {
    table.remove(scope);
  }

  @Override
  public void current(long asOfNanos) {
    this.asOfNanos = asOfNanos;
  }

  @Override
  public void startedOver() {
    asOfNanos = null;
    table.clear();
  }
}
