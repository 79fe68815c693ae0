package dev.spendbreaker.pricing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Computed values by key, at most twice a capacity of them. Safe for use by several threads.
 *
 * <p>Two generations: when the young one is full it becomes the old one and the one before is
 * dropped, so what is asked for often survives a flood of what is asked for once.
 */
final class BoundedCache<K, V> {
  private final int capacity;
  private volatile Map<K, V> young = new ConcurrentHashMap<>();
  private volatile Map<K, V> old = Map.of();

  BoundedCache(int capacity) {
    this.capacity = capacity;
  }

  /** The value of a key; computed anew only where it is not held. */
  V get(K key, Function<K, V> compute) {
    V value = young.get(key);
    if (value == null) {
      V older = old.get(key);
      value = older == null ? compute.apply(key) : older;
      put(key, value);
    }
    return value;
  }

  int size() {
    return young.size() + old.size();
  }

  private synchronized void put(K key, V value) {
    if (young.size() >= capacity) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    young.put(key, value);
  }
}
