package dev.spendbreaker.replay;

import dev.spendbreaker.budget.AccountStore;
import dev.spendbreaker.budget.BucketStore;
import dev.spendbreaker.budget.ChunkVisitor;
import dev.spendbreaker.budget.Level;
import dev.spendbreaker.budget.Scope;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Accounts in memory, in the form in which the application stores them. */
final class RememberedAccounts implements AccountStore {
  private final Map<String, byte[]> accounts = new HashMap<>();
  private final Map<String, Chunks> chunks = new HashMap<>();
  private final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparingLong(Timer::dueMillis).thenComparing(Timer::scopeKey));

  /** When to look at which scope again. */
  record Timer(long dueMillis, String scopeKey) {}

  @Override
  public byte @Nullable [] account(Scope scope) {
    return accounts.get(scope.key());
  }

  @Override
  public void putAccount(Scope scope, byte[] account) {
    accounts.put(scope.key(), account);
  }

  @Override
  public BucketStore buckets(Scope scope) {
    return chunks.computeIfAbsent(scope.key(), key -> new Chunks());
  }

  @Override
  public void delete(Scope scope) {
    accounts.remove(scope.key());
    chunks.remove(scope.key());
  }

  @Override
  public void setTimer(Scope scope, long currentMillis, long dueMillis) {
    timers.remove(new Timer(currentMillis, scope.key()));
    timers.add(new Timer(dueMillis, scope.key()));
  }

  /** Takes the first timer that is due by an instant; null where there is none. */
  @Nullable Timer takeDue(long millis) {
    return timers.isEmpty() || timers.first().dueMillis() > millis ? null : timers.pollFirst();
  }

  /** The keys of all scopes. */
  Iterable<String> scopeKeys() {
    return accounts.keySet();
  }

  /** The chunks of one scope by level and start. */
  private static final class Chunks implements BucketStore {
    private static final int BITS_OF_START = 56;

    private final NavigableMap<Long, byte[]> byPlace = new TreeMap<>();

    @Override
    public byte @Nullable [] chunk(Level level, long chunkStartMillis) {
      return byPlace.get(place(level, chunkStartMillis));
    }

    @Override
    public void forEachChunk(
        Level level, long fromChunkStartMillis, long toChunkStartMillis, ChunkVisitor visitor) {
      for (Map.Entry<Long, byte[]> chunk :
          byPlace
              .subMap(
                  place(level, fromChunkStartMillis), true, place(level, toChunkStartMillis), true)
              .entrySet()) {
        long start = chunk.getKey() & ((1L << BITS_OF_START) - 1);
        if (!visitor.visit(start, chunk.getValue())) {
          return;
        }
      }
    }

    @Override
    public void putChunk(Level level, long chunkStartMillis, byte[] chunk) {
      byPlace.put(place(level, chunkStartMillis), chunk);
    }

    @Override
    public void deleteChunksBefore(Level level, long chunkStartMillis) {
      byPlace.subMap(place(level, 0), place(level, chunkStartMillis)).clear();
    }

    private static long place(Level level, long chunkStartMillis) {
      return (long) level.number() << BITS_OF_START | Math.max(0, chunkStartMillis);
    }
  }
}
