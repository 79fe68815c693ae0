package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that one scope holds besides its chunks: lifetime totals, the bucket that is open at each
 * level, what is remembered for its policies, and its last decision. Mutable, not thread-safe, a
 * few hundred bytes.
 *
 * <p>{@link Ledger#charge}, {@link Evaluator#evaluate} and {@link Decisions#next} change it: store
 * {@link #encode} after any of them.
 */
public final class ScopeState {
  /*
   * An open bucket is the latest of its level. It is kept here so that most charges write no chunk:
   * only when a later bucket opens does it go into its chunk.
   *
   * spentBefore holds, for a policy's countFrom, what was spent before that instant. It is worked
   * out once, from the finest level that still reaches the instant, and then kept exact by every
   * charge, so that the figure neither jumps nor gets coarser as fine buckets age away.
   */
  private static final int FORMAT = 1;
  private static final Level[] LEVELS = Level.values();

  private Usage totals = Usage.ZERO;
  private long lastEventMillis;
  private final @Nullable Usage[] open = new @Nullable Usage[LEVELS.length];
  private final long[] openStart = new long[LEVELS.length];
  private int flushedLevels;
  private final Map<Long, Usage> spentBefore = new TreeMap<>();
  private final Map<String, Long> latchedRevisions = new TreeMap<>();
  private byte @Nullable [] lastDecision;

  private ScopeState() {}

  /** The state of a scope that never spent. */
  public static ScopeState empty() {
    return new ScopeState();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else, or of an unknown format
   */
  public static ScopeState decode(byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    int format = reader.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a scope's state of unknown format " + format);
    }
    ScopeState state = new ScopeState();
    state.read(reader);
    return state;
  }

  /** The state as bytes, the first of which is a format. */
  public byte[] encode() {
    ByteWriter writer = new ByteWriter(256).writeByte(FORMAT);
    UsageCodec.write(totals, writer);
    writer.writeSigned(lastEventMillis);
    writeOpenBuckets(writer);
    writer.writeVarint(spentBefore.size());
    spentBefore.forEach((instant, spent) -> UsageCodec.write(spent, writer.writeSigned(instant)));
    writer.writeVarint(latchedRevisions.size());
    latchedRevisions.forEach((id, revision) -> writer.writeString(id).writeVarint(revision));
    return writer.writeBytes(lastDecision == null ? new byte[0] : lastDecision).toByteArray();
  }

  /** All this scope ever spent. */
  public Usage totals() {
    return totals;
  }

  /** The latest event time ever charged, milliseconds since the epoch; 0 before the first. */
  public long lastEventMillis() {
    return lastEventMillis;
  }

  /** The last decision about this scope, which the caller names; null before the first. */
  public @Nullable Decision lastDecision(Scope scope) {
    return lastDecision == null ? null : DecisionCodec.decode(scope, lastDecision);
  }

  /** Whether a breach is held until its policy changes: such a scope must not be forgotten. */
  public boolean isLatched() {
    return !latchedRevisions.isEmpty();
  }

  void add(Usage delta, long eventTimeMillis) {
    spentBefore.replaceAll(
        (instant, spent) -> eventTimeMillis < instant ? spent.plus(delta) : spent);
    totals = totals.plus(delta);
    lastEventMillis = Math.max(lastEventMillis, eventTimeMillis);
  }

  /** What was spent in the open bucket of a level; null before the first. */
  @Nullable Usage open(Level level) {
    return open[level.number()];
  }

  /** Where the open bucket of a level starts; means nothing where {@link #open} is null. */
  long openStart(Level level) {
    return openStart[level.number()];
  }

  void setOpen(Level level, long startMillis, Usage spent) {
    open[level.number()] = spent;
    openStart[level.number()] = startMillis;
  }

  /** Whether a level may have chunks in the store. */
  boolean hasChunks(Level level) {
    return (flushedLevels & 1 << level.number()) != 0;
  }

  void setHasChunks(Level level) {
    flushedLevels |= 1 << level.number();
  }

  /** What was spent before an instant, if that is remembered. */
  @Nullable Usage spentBefore(long instantMillis) {
    return spentBefore.get(instantMillis);
  }

  void rememberSpentBefore(long instantMillis, Usage spent) {
    spentBefore.put(instantMillis, spent);
  }

  /** Forgets what was spent before the instants that are no longer wanted. */
  void keepSpentBefore(LongPredicate wanted) {
    spentBefore.keySet().removeIf(instant -> !wanted.test(instant));
  }

  boolean isLatched(Policy policy) {
    Long revision = latchedRevisions.get(policy.id());
    return revision != null && revision == policy.revision();
  }

  void latch(Policy policy) {
    latchedRevisions.put(policy.id(), policy.revision());
  }

  /** Releases the latches of the policies that are no longer wanted, by id. */
  void keepLatches(Predicate<String> wanted) {
    latchedRevisions.keySet().removeIf(wanted.negate());
  }

  void rememberDecision(Decision decision) {
    lastDecision = DecisionCodec.encode(decision);
  }

  private void read(ByteReader reader) {
    totals = UsageCodec.read(reader);
    lastEventMillis = reader.readSigned();
    readOpenBuckets(reader);
    for (int left = reader.readCount(); left > 0; left--) {
      spentBefore.put(reader.readSigned(), UsageCodec.read(reader));
    }
    for (int left = reader.readCount(); left > 0; left--) {
      latchedRevisions.put(reader.readString(), reader.readVarint());
    }
    byte[] decision = reader.readBytes();
    lastDecision = decision.length == 0 ? null : decision;
  }

  /** One byte says which levels have an open bucket, one which have chunks. */
  private void writeOpenBuckets(ByteWriter writer) {
    int present = 0;
    for (Level level : LEVELS) {
      present |= open(level) == null ? 0 : 1 << level.number();
    }
    writer.writeByte(present).writeByte(flushedLevels);
    for (Level level : LEVELS) {
      Usage spent = open(level);
      if (spent != null) {
        writer.writeSigned(bucketsBehind(level, openStart(level)));
        UsageCodec.write(spent, writer);
      }
    }
  }

  private void readOpenBuckets(ByteReader reader) {
    int present = reader.readByte();
    flushedLevels = reader.readByte();
    for (Level level : LEVELS) {
      if ((present & 1 << level.number()) != 0) {
        long behind = reader.readSigned() * level.bucketMillis();
        setOpen(level, level.bucketStart(lastEventMillis) - behind, UsageCodec.read(reader));
      }
    }
  }

  /** How many buckets before the one of the last event: mostly 0, and so one byte. */
  private long bucketsBehind(Level level, long startMillis) {
    return (level.bucketStart(lastEventMillis) - startMillis) / level.bucketMillis();
  }
}
