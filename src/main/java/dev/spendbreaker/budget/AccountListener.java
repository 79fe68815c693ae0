package dev.spendbreaker.budget;

/** Is told what an {@link AccountBook} comes to. */
public interface AccountListener {
  /**
   * A decision was due.
   *
   * @param state of its scope, which remembers the decision; not to be changed
   */
  void decided(Decision decision, ScopeState state);

  /**
   * A scope was idle for long and is forgotten; any decision about it is void from now on.
   *
   * @param last what it held
   */
  void forgotten(Scope scope, ScopeState last, long nowMillis);
}
