package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
   * What was spent before an instant is kept for each countFrom (spentBefore) and each window
   * (marks) that a policy asks for. It is worked out once and then kept exact by every charge, so
   * that the figure neither jumps nor gets coarser as fine buckets age away, and no window is added up
   * again for each charge.
   */
  private static final int FORMAT = 2;
  private static final Level[] LEVELS = Level.values();
  private static final long NONE = Long.MIN_VALUE;

  private Usage totals = Usage.ZERO;
  private long lastEventMillis;
  private long lastActiveMillis;
  private final @Nullable Usage[] open = new @Nullable Usage[LEVELS.length];
  private final long[] openStart = new long[LEVELS.length];
  private final long[] lastNegative = new long[LEVELS.length];
  private int flushedLevels;
  private final Map<Long, Usage> spentBefore = new TreeMap<>();
  private final Map<Window, WindowMark> marks = new LinkedHashMap<>();
  private final Map<String, Long> latches = new TreeMap<>();
  private final Map<String, HeldWarning> warnings = new TreeMap<>();
  private long standing;
  private byte @Nullable [] lastDecision;

  /**
   * A warn level that is held.
   *
   * @param revision of the policy when it was reached: a change of the policy lets go of it
   */
  private record HeldWarning(long revision, BigDecimal level) {}

  private ScopeState() {
    Arrays.fill(lastNegative, NONE);
  }

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
    requireFormat(reader.readByte());
    ScopeState state = new ScopeState();
    state.read(reader);
    return state;
  }

  /**
   * All that a stored scope ever spent, without reading what follows.
   *
   * @param reader at the start of what {@link #encode} wrote
   * @throws CorruptBytesException as {@link #decode}
   */
  public static Usage totals(ByteReader reader) {
    requireFormat(reader.readByte());
    return UsageCodec.read(reader);
  }

  private static void requireFormat(int format) {
    if (format != FORMAT) {
      throw new CorruptBytesException("a scope's state of unknown format " + format);
    }
  }

  /** The state as bytes, the first of which is a format. */
  public byte[] encode() {
    ByteWriter writer = new ByteWriter(512).writeByte(FORMAT);
    UsageCodec.write(totals, writer);
    writer.writeSigned(lastEventMillis).writeSigned(lastActiveMillis - lastEventMillis);
    writeOpenBuckets(writer);
    writer.writeVarint(spentBefore.size());
    spentBefore.forEach((instant, spent) -> UsageCodec.write(spent, writer.writeSigned(instant)));
    writer.writeVarint(marks.size());
    marks.values().forEach(mark -> mark.write(writer));
    writer.writeVarint(latches.size());
    latches.forEach((id, policy) -> writer.writeString(id).writeVarint(policy));
    writer.writeVarint(warnings.size());
    warnings.forEach((id, warning) -> write(id, warning, writer));
    writer.writeLong(standing);
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

  /** When it was last charged, or first heard of; milliseconds since the epoch. */
  public long lastActiveMillis() {
    return lastActiveMillis;
  }

  /** Notes that something is known of the scope, though it may never have spent. */
  public void begin(long nowMillis) {
    if (lastActiveMillis == 0) {
      lastActiveMillis = nowMillis;
    }
  }

  /** The last decision about this scope, which the caller names; null before the first. */
  public @Nullable Decision lastDecision(Scope scope) {
    return lastDecision == null ? null : DecisionCodec.decode(scope, lastDecision);
  }

  /** Whether a breach is held until its policy changes: such a scope must not be forgotten. */
  public boolean isLatched() {
    return !latches.isEmpty();
  }

  /** Moves on, to the windows that are open now, what is kept for windows. */
  void moveTo(long nowMillis, BucketView buckets) {
    marks.values().forEach(mark -> mark.moveTo(nowMillis, this, buckets));
  }

  void add(Usage delta, long eventTimeMillis, long nowMillis) {
    if (!spentBefore.isEmpty()) {
      spentBefore.replaceAll(
          (instant, spent) -> eventTimeMillis < instant ? spent.plus(delta) : spent);
    }
    marks.values().forEach(mark -> mark.add(delta, eventTimeMillis));
    totals = totals.plus(delta);
    lastEventMillis = Math.max(lastEventMillis, eventTimeMillis);
    lastActiveMillis = Math.max(lastActiveMillis, nowMillis);
  }

  /** The mark of a window, moved on to now. */
  WindowMark mark(Window window, BucketView buckets, long nowMillis) {
    WindowMark mark = marks.get(window);
    if (mark == null) {
      mark = WindowMark.at(window, this, buckets, nowMillis);
      marks.put(window, mark);
    } else {
      mark.moveTo(nowMillis, this, buckets);
    }
    return mark;
  }

  /** Forgets the marks of the windows that are no longer wanted. */
  void keepMarks(Predicate<Window> wanted) {
    marks.keySet().removeIf(wanted.negate());
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

  /** Notes that a bucket is negative, so that spend grows when it leaves a window. */
  void noteNegative(Level level, long bucketStartMillis) {
    int number = level.number();
    lastNegative[number] = Math.max(lastNegative[number], bucketStartMillis);
  }

  /** Whether a bucket from this one on may be negative. */
  boolean mayBeNegativeFrom(Level level, long bucketStartMillis) {
    return lastNegative[level.number()] >= bucketStartMillis;
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

  boolean isLatched(PreparedPolicy policy) {
    Long fingerprint = latches.get(policy.id());
    return fingerprint != null && fingerprint == policy.fingerprint();
  }

  void latch(PreparedPolicy policy) {
    latches.put(policy.id(), policy.fingerprint());
  }

  /** The warn level of a policy that is held; null for none. */
  @Nullable BigDecimal heldLevel(Policy policy) {
    HeldWarning warning = warnings.get(policy.id());
    return warning != null && warning.revision() == policy.revision() ? warning.level() : null;
  }

  void holdLevel(Policy policy, @Nullable BigDecimal level) {
    if (level == null) {
      warnings.remove(policy.id());
    } else {
      warnings.put(policy.id(), new HeldWarning(policy.revision(), level));
    }
  }

  /** Tells apart what the policies asked for when time was last looked ahead; 0 for never. */
  long standing() {
    return standing;
  }

  void rememberStanding(long fingerprint) {
    standing = fingerprint;
  }

  /** Forgets latches and warnings of the policies that are no longer wanted, by id. */
  void keepPolicies(Predicate<String> wanted) {
    latches.keySet().removeIf(wanted.negate());
    warnings.keySet().removeIf(wanted.negate());
  }

  void rememberDecision(Decision decision) {
    lastDecision = DecisionCodec.encode(decision);
  }

  private void read(ByteReader reader) {
    totals = UsageCodec.read(reader);
    lastEventMillis = reader.readSigned();
    lastActiveMillis = lastEventMillis + reader.readSigned();
    readOpenBuckets(reader);
    for (int left = reader.readCount(); left > 0; left--) {
      spentBefore.put(reader.readSigned(), UsageCodec.read(reader));
    }
    for (int left = reader.readCount(); left > 0; left--) {
      WindowMark mark = WindowMark.read(reader);
      marks.put(mark.window(), mark);
    }
    readPolicies(reader);
    standing = reader.readLong();
    byte[] decision = reader.readBytes();
    lastDecision = decision.length == 0 ? null : decision;
  }

  private void readPolicies(ByteReader reader) {
    for (int left = reader.readCount(); left > 0; left--) {
      latches.put(reader.readString(), reader.readVarint());
    }
    for (int left = reader.readCount(); left > 0; left--) {
      warnings.put(
          reader.readString(),
          new HeldWarning(reader.readVarint(), CodecFields.readDecimal(reader)));
    }
  }

  private static void write(String id, HeldWarning warning, ByteWriter writer) {
    writer.writeString(id).writeVarint(warning.revision()).writeString(warning.level().toString());
  }

  /** One number says which levels have an open bucket, one which have chunks, one negatives. */
  private void writeOpenBuckets(ByteWriter writer) {
    int present = 0;
    int negative = 0;
    for (Level level : LEVELS) {
      present |= open(level) == null ? 0 : 1 << level.number();
      negative |= lastNegative[level.number()] == NONE ? 0 : 1 << level.number();
    }
    writer.writeVarint(present).writeVarint(flushedLevels).writeVarint(negative);
    for (Level level : LEVELS) {
      Usage spent = open(level);
      if (spent != null) {
        writer.writeSigned(bucketsBehind(level, openStart(level)));
        UsageCodec.write(spent, writer);
      }
      if (lastNegative[level.number()] != NONE) {
        writer.writeSigned(bucketsBehind(level, lastNegative[level.number()]));
      }
    }
  }

  private void readOpenBuckets(ByteReader reader) {
    int present = reader.readCount();
    flushedLevels = reader.readCount();
    int negative = reader.readCount();
    for (Level level : LEVELS) {
      if ((present & 1 << level.number()) != 0) {
        long start = readBucket(level, reader);
        setOpen(level, start, UsageCodec.read(reader));
      }
      if ((negative & 1 << level.number()) != 0) {
        lastNegative[level.number()] = readBucket(level, reader);
      }
    }
  }

  private long readBucket(Level level, ByteReader reader) {
    return level.bucketStart(lastEventMillis) - reader.readSigned() * level.bucketMillis();
  }

  /** How many buckets before the one of the last event: mostly 0, and so one byte. */
  private long bucketsBehind(Level level, long startMillis) {
    return (level.bucketStart(lastEventMillis) - startMillis) / level.bucketMillis();
  }
}
