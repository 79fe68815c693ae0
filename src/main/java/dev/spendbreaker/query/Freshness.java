package dev.spendbreaker.query;

/** How recent an answer has to be. */
public enum Freshness {
  /** From the instance that keeps a partition, as it stands there now. */
  CURRENT,
  /**
   * As {@link #CURRENT} where it can be had; otherwise from a standby's copy or from a store that
   * is being restored, and then told how far that is behind.
   */
  STALE_ALLOWED
}
