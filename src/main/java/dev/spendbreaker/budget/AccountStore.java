package dev.spendbreaker.budget;

import org.jspecify.annotations.Nullable;

/** Where an {@link AccountBook} keeps its accounts. */
public interface AccountStore {
  /** What was put for a scope last; null where nothing was, or it was deleted. */
  byte @Nullable [] account(Scope scope);

  /** Keeps a scope's account, in place of the one there is, if any. */
  void putAccount(Scope scope, byte[] account);

  /** The chunks of a scope. */
  BucketStore buckets(Scope scope);

  /** Deletes the account and all chunks of a scope. */
  void delete(Scope scope);

  /**
   * Sets a scope's timer: whoever owns the store calls {@link AccountBook#reviewDue} once it is
   * due.
   *
   * @param currentMillis when its timer was due until now, which is to be removed; {@link
   *     Stamped#NO_TIMER} where it has none
   * @param dueMillis milliseconds since the epoch
   */
  void setTimer(Scope scope, long currentMillis, long dueMillis);
}
