package dev.spendbreaker.topology;

/** What to look at in a store, and how. Equal ones are the same sweep. */
interface Sweep<K> {
  K from();

  /** The last key that may be looked at. */
  K to();

  /**
   * Looks at the entry of a key, which may be gone, at an instant, milliseconds since the epoch.
   */
  void review(K key, long nowMillis);
}
