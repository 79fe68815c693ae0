package dev.spendbreaker.budget;

import dev.spendbreaker.trace.TraceId;
import org.jspecify.annotations.Nullable;

/** Decides which scopes get an account when they are charged for the first time. */
public interface Admission {
  /** All do. */
  Admission ALL = (scope, isNew, traceId, nowMillis) -> scope;

  /**
   * Which scope to charge.
   *
   * @param scope whose charge it is; of a trace's scopes, an agent's comes before those within it
   * @param isNew whether it has no account yet
   * @param traceId of the charge; null for a backfill
   * @return the scope itself, or the one that is charged in its place
   */
  Scope admit(Scope scope, boolean isNew, @Nullable TraceId traceId, long nowMillis);
}
