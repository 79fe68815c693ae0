package dev.spendbreaker.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The attributes a reader looks for, numbered from 0 in the order given. Immutable. */
public final class AttributeKeys {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int NONE = -1;

  private final List<String> keys;
  private final Map<String, Integer> numbers;
  private final byte[][] encoded;

  /** An open-addressing hash table of numbers; at most a quarter full, so a miss ends at once. */
  private final int[] table;

  private AttributeKeys(List<String> keys) {
    this.keys = List.copyOf(keys);
    this.numbers = new HashMap<>();
    this.encoded = new byte[keys.size()][];
    this.table = new int[Integer.highestOneBit(Math.max(1, keys.size())) * 8];
    Arrays.fill(table, NONE);
    for (int number = 0; number < keys.size(); number++) {
      add(keys.get(number), number);
    }
  }

  /**
   * Numbers the keys in the order of the list.
   *
   * @throws IllegalArgumentException if a key is empty or there twice
   */
  public static AttributeKeys of(List<String> keys) {
    return new AttributeKeys(keys);
  }

  public int size() {
    return keys.size();
  }

  /** The key of a number, 0 … {@link #size} - 1. */
  public String key(int number) {
    return keys.get(number);
  }

  /** The number of a key; -1 if it is not looked for. */
  public int indexOf(String key) {
    return numbers.getOrDefault(key, NONE);
  }

  /** The number of the key that is spelled by these bytes in UTF-8; -1 if none is. */
  int match(byte[] bytes, int offset, int length) {
    int slot = slot(bytes, offset, length);
    while (table[slot] != NONE) {
      byte[] candidate = encoded[table[slot]];
      if (Arrays.equals(candidate, 0, candidate.length, bytes, offset, offset + length)) {
        return table[slot];
      }
      slot = next(slot);
    }
    return NONE;
  }

  private void add(String key, int number) {
    if (key.isEmpty() || numbers.put(key, number) != null) {
      throw new IllegalArgumentException("attribute key '" + key + "' is empty or there twice");
    }
    encoded[number] = key.getBytes(StandardCharsets.UTF_8);
    int slot = slot(encoded[number], 0, encoded[number].length);
    while (table[slot] != NONE) {
      slot = next(slot);
    }
    table[slot] = number;
  }

  private int slot(byte[] bytes, int offset, int length) {
    return (int) (hash(bytes, offset, length) >>> 32) & (table.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (table.length - 1);
  }

  /** Samples the first, middle and last 8 bytes: real keys differ in one of them, or in length. */
  private static long hash(byte[] bytes, int offset, int length) {
    long hash = length;
    if (length < Long.BYTES) {
      for (int i = offset; i < offset + length; i++) {
        hash = hash << 8 | (bytes[i] & 0xFF);
      }
    } else {
      int last = length - Long.BYTES;
      hash = mix(hash + (long) WORD.get(bytes, offset));
      hash = mix(hash + (long) WORD.get(bytes, offset + last / 2));
      hash += (long) WORD.get(bytes, offset + last);
    }
    return mix(hash);
  }

  private static long mix(long value) {
    long product = value * 0x9E3779B97F4A7C15L;
    return product ^ product >>> 32;
  }
}
