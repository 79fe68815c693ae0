package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Admission;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.ReservedNames;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Gives so many new scopes a minute an account; what is spent by more of them is charged to an
 * overflow scope of this partition. A known agent keeps its name then: the overflow is within it.
 *
 * <p>What a trace has charged to an overflow it also takes back there, and charges there from then
 * on, whether the scope has got an account meanwhile or not: so a correction meets what it
 * corrects. That is remembered for as long as settlement remembers traces.
 *
 * <p>Keys in the store, told apart by their first byte: 0, a timer (its first bytes are a time); 1,
 * how many scopes were new in which minute; 2, a trace and a scope.
 */
final class NewScopes implements Admission {
  private static final int FORMAT = 1;
  private static final int MINUTE = 1;
  private static final int OVERFLOWED = 2;

  private final KeyValueStore<Bytes, byte[]> store;
  private final Timers timers;
  private final NewScopeLimit limit;
  private final int partition;
  private final int partitions;
  private final long memoryMillis;
  private final Counter tasks;
  private final Counter others;

  /** Whether anything is remembered; while nothing is, a known scope costs no look at the store. */
  private boolean remembers;

  /**
   * @param partitions of the ledger
   * @param memory for how long a trace's charges may be corrected after the last of them
   */
  NewScopes(ProcessorContext<?, ?> context, NewScopeLimit limit, int partitions, Duration memory) {
    this.store = context.getStateStore(Names.NEW_SCOPE_STORE);
    this.timers = new Timers(store);
    this.limit = limit;
    this.partition = context.taskId().partition();
    this.partitions = partitions;
    this.memoryMillis = memory.toMillis();
    Meters meters = Meters.of(context.appConfigs());
    tasks = meters.overflowedScopes(true);
    others = meters.overflowedScopes(false);
    remembers = hasMemories();
  }

  @Override
  public Scope admit(Scope scope, boolean isNew, @Nullable TraceId traceId, long nowMillis) {
    if (traceId == null || !(isNew || remembers) || isOverflow(scope)) {
      return scope;
    }
    boolean agentOverflowed =
        isWithinAgent(scope) && overflowed(traceId, Scope.agent(agent(scope)));
    if (agentOverflowed) {
      return overflowOf(scope, false);
    }
    if (overflowed(traceId, scope)) {
      remember(traceId, scope, nowMillis);
      return overflowOf(scope, isWithinAgent(scope));
    }
    if (!isNew || isWithinLimit(scope, nowMillis)) {
      return scope;
    }
    (isTask(scope) ? tasks : others).increment();
    remember(traceId, scope, nowMillis);
    return overflowOf(scope, isWithinAgent(scope));
  }

  /** Forgets, while there is time, traces that settlement no longer corrects. */
  boolean forget(long now, BooleanSupplier hasTime) {
    if (!remembers) {
      return false;
    }
    boolean more = timers.fire(now, hasTime, id -> forgetOrWait(id, now));
    remembers = hasMemories();
    return more;
  }

  private void forgetOrWait(Bytes id, long now) {
    byte[] stored = store.get(id);
    if (stored == null) {
      return;
    }
    long due = decode(stored).readVarint() + memoryMillis;
    if (due <= now) {
      store.delete(id);
    } else {
      timers.arm(id.get(), Timers.NONE, due);
    }
  }

  private boolean isWithinLimit(Scope scope, long now) {
    boolean task = isTask(scope);
    int most = limit.ofPartition(task, partitions);
    if (most == 0) {
      return true;
    }
    Bytes key = Bytes.wrap(new byte[] {MINUTE, (byte) (task ? 1 : 0)});
    long minute = now / NewScopeLimit.WINDOW.toMillis();
    long count = countIn(minute, store.get(key));
    if (count >= most) {
      return false;
    }
    store.put(key, encode(minute).writeVarint(count + 1).toByteArray());
    return true;
  }

  private static long countIn(long minute, byte @Nullable [] stored) {
    if (stored == null) {
      return 0;
    }
    ByteReader in = decode(stored);
    return in.readVarint() == minute ? in.readVarint() : 0;
  }

  private boolean overflowed(TraceId traceId, Scope scope) {
    return remembers && store.get(memory(traceId, scope)) != null;
  }

  private void remember(TraceId traceId, Scope scope, long now) {
    Bytes key = memory(traceId, scope);
    if (store.get(key) == null) {
      timers.arm(key.get(), Timers.NONE, now + memoryMillis);
    }
    store.put(key, encode(now).toByteArray());
    remembers = true;
  }

  private static Bytes memory(TraceId traceId, Scope scope) {
    byte[] key = scope.key().getBytes(UTF_8);
    return Bytes.wrap(
        new ByteWriter(1 + 2 * Long.BYTES + key.length)
            .writeByte(OVERFLOWED)
            .writeLong(traceId.high())
            .writeLong(traceId.low())
            .writeRaw(key, 0, key.length)
            .toByteArray());
  }

  private boolean hasMemories() {
    Bytes from = Bytes.wrap(new byte[] {OVERFLOWED});
    Bytes to = Bytes.wrap(new byte[] {OVERFLOWED + 1});
    try (KeyValueIterator<Bytes, byte[]> all = store.range(from, to)) {
      return all.hasNext();
    }
  }

  /** Always the same for a scope and what is kept of it: nothing of its own values but an agent. */
  private Scope overflowOf(Scope scope, boolean keepsAgent) {
    Map<String, String> values = new TreeMap<>(Scope.DIMENSION_ORDER);
    for (String dimension : scope.values().keySet()) {
      values.put(
          dimension,
          !values.isEmpty()
              ? ReservedNames.OVERFLOW
              : keepsAgent ? agent(scope) : ReservedNames.overflow(partition));
    }
    return Scope.of(values);
  }

  private static boolean isOverflow(Scope scope) {
    return scope.values().values().stream().anyMatch(ReservedNames::isReserved);
  }

  private static boolean isTask(Scope scope) {
    return scope.values().containsKey(Scope.TASK);
  }

  private static boolean isWithinAgent(Scope scope) {
    return scope.values().size() > 1 && scope.values().containsKey(Scope.AGENT);
  }

  private static String agent(Scope scope) {
    return scope.values().values().iterator().next();
  }

  private static ByteWriter encode(long number) {
    return new ByteWriter(16).writeByte(FORMAT).writeVarint(number);
  }

  private static ByteReader decode(byte[] stored) {
    ByteReader in = new ByteReader(stored);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("new scopes of unknown format " + format);
    }
    return in;
  }
}
