package dev.spendbreaker.query;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Optional;

/**
 * What may be asked of the ledgers, whichever instance keeps them. An answer may be a few
 * milliseconds ahead of the decisions topic: stores show what is not yet committed.
 *
 * <p>Every method may wait for other instances, for the setting {@code instance.timeout}, and
 * throws {@link NotReadyException} while what it needs cannot be read anywhere.
 */
public interface SpendQueries {
  /**
   * A page of scopes of all instances. Scopes whose spend changes between two pages in the order of
   * spend may be on both, or on none.
   *
   * @throws IllegalArgumentException where the cursor is none that a page with this order gave
   */
  ScopePage scopes(ScopeFilter filter, Freshness freshness);

  /** A page of scopes, as they stand now. */
  default ScopePage scopes(ScopeFilter filter) {
    return scopes(filter, Freshness.CURRENT);
  }

  /** Where a scope stands; empty where nothing is known of it. */
  Optional<ScopeReading> scope(Scope scope, Freshness freshness);

  /** Where a scope stands now; empty where nothing is known of it. */
  default Optional<ScopeStatus> scope(Scope scope) {
    return scope(scope, Freshness.CURRENT).map(ScopeReading::status);
  }

  /**
   * What a scope spent in each step of a range, the first step first; empty where nothing is known
   * of it.
   */
  Optional<List<Usage>> spend(Scope scope, SeriesRange range);

  /**
   * Where a scope would stand now if it spent this on top, whether anything is known of it or not.
   */
  ScopeStatus scopeAfter(Scope scope, Usage more);

  /** Whether a span has arrived, and its trace is not yet forgotten. */
  boolean isSpanKnown(TraceId traceId, long spanId);

  /** A trace of which a span has arrived, and which is not yet forgotten. */
  Optional<Trace> trace(TraceId traceId);

  /** The policies in force, by id. */
  List<Policy> policies();

  Optional<Policy> policy(String id);
}
