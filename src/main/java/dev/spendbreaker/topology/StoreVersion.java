package dev.spendbreaker.topology;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts the changes of a small store, in an entry of the store itself, so that who has decoded all
 * of it can tell whether it has changed. The entry is written after the change that it counts.
 */
public final class StoreVersion {
  /** No policy and no price has an empty key. */
  public static final String KEY = "";

  private static final int FORMAT = 1;

  private StoreVersion() {}

  /** Counts one change more. */
  static void count(KeyValueStore<String, byte[]> store) {
    long next = decode(store.get(KEY)) + 1;
    store.put(KEY, new ByteWriter(16).writeByte(FORMAT).writeVarint(next).toByteArray());
  }

  /**
   * The count.
   *
   * @param stored under {@link #KEY}; null where there was no change yet, which counts 0
   */
  public static long decode(byte @Nullable [] stored) {
    if (stored == null) {
      return 0;
    }
    ByteReader in = new ByteReader(stored);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a store's version of unknown format " + format);
    }
    return in.readVarint();
  }
}
