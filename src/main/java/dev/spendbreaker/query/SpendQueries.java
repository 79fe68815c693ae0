package dev.spendbreaker.query;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Optional;

/**
 * What may be asked of the state stores. An answer may be a few milliseconds ahead of the decisions
 * topic: stores show what is not yet committed.
 *
 * <p>Every method throws {@link NotReadyException} while the stores it needs cannot be read.
 */
public interface SpendQueries {
  /**
   * A page of scopes.
   *
   * @throws IllegalArgumentException where the cursor is none that a page with this order gave
   */
  ScopePage scopes(ScopeFilter filter);

  /** Where a scope stands now; empty where nothing is known of it. */
  Optional<ScopeStatus> scope(Scope scope);

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

  /** The policies in force, by id. */
  List<Policy> policies();

  Optional<Policy> policy(String id);

  /** Whether every partition here has taken in this revision of a policy, or a later one. */
  boolean isInForce(String policyId, long revision);

  /** Whether no partition here has the policy, or only a revision later than this deletion. */
  boolean isGone(String policyId, long revision);
}
