package dev.spendbreaker.query;

import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.Stamped;
import dev.spendbreaker.usage.Usage;

/** A scope as its store holds it, decoded as far as is asked for. */
final class StoredScope {
  private final byte[] stored;

  StoredScope(byte[] stored) {
    this.stored = stored;
  }

  /** All it ever used, without decoding the rest. */
  Usage totals() {
    return ScopeState.totals(Stamped.open(stored));
  }

  ScopeState state() {
    return ScopeState.decode(Stamped.decode(stored).state());
  }
}
