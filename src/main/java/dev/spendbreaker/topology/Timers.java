package dev.spendbreaker.topology;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Says when to look at what again, in a store whose keys sort by time: (due, id).
 *
 * <p>A timer may fire early, never late: an owner that wants a later time than the one it has keeps
 * the earlier one, and asks again when it fires. That spares a write for most changes.
 */
final class Timers {
  /** The due time of an owner that has no timer. */
  static final long NONE = 0;

  /** Timers that are read ahead, as they cannot be deleted while they are read. */
  private static final int AT_ONCE = 250;

  private final KeyValueStore<Bytes, byte[]> store;

  Timers(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  private record Timer(long dueMillis, Bytes id) {}

  /**
   * Sees to it that the owner is looked at by {@code wantedMillis} at the latest.
   *
   * @param currentMillis the owner's timer as it stands, or {@link #NONE}
   * @param wantedMillis {@link Long#MAX_VALUE} for never
   * @return the owner's timer from now on, which the owner must remember
   */
  long arm(byte[] id, long currentMillis, long wantedMillis) {
    if (wantedMillis == Long.MAX_VALUE) {
      return currentMillis;
    }
    if (currentMillis != NONE && currentMillis <= wantedMillis) {
      return currentMillis;
    }
    if (currentMillis != NONE) {
      store.delete(key(currentMillis, id));
    }
    store.put(key(wantedMillis, id), new byte[0]);
    return wantedMillis;
  }

  /**
   * Removes the timers that are due by {@code nowMillis}, earliest first, and hands each over,
   * while there is time.
   *
   * @return whether more may be due
   */
  boolean fire(long nowMillis, BooleanSupplier hasTime, Consumer<Bytes> owner) {
    while (hasTime.getAsBoolean()) {
      List<Timer> due = due(nowMillis);
      if (due.isEmpty()) {
        return false;
      }
      for (Timer timer : due) {
        if (!hasTime.getAsBoolean()) {
          return true;
        }
        store.delete(key(timer.dueMillis(), timer.id().get()));
        owner.accept(timer.id());
      }
    }
    return true;
  }

  /** The first timers that are due by {@code nowMillis}, earliest first. */
  private List<Timer> due(long nowMillis) {
    List<Timer> due = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.range(key(0, new byte[0]), key(nowMillis + 1, new byte[0]))) {
      while (all.hasNext() && due.size() < AT_ONCE) {
        due.add(timer(all.next().key));
      }
    }
    return due;
  }

  private static Timer timer(Bytes entry) {
    byte[] key = entry.get();
    long due = new ByteReader(key).readLong();
    return new Timer(due, Bytes.wrap(Arrays.copyOfRange(key, Long.BYTES, key.length)));
  }

  private static Bytes key(long dueMillis, byte[] id) {
    return Bytes.wrap(
        new ByteWriter(Long.BYTES + id.length)
            .writeLong(dueMillis)
            .writeRaw(id, 0, id.length)
            .toByteArray());
  }
}
