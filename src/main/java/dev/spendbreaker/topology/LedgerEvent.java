package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger takes in, in the order it happened: charges of an agent, and changes of policies.
 */
public sealed interface LedgerEvent {
  /** Charges of one trace to one agent; all have the same agent. */
  record Charges(TraceId traceId, List<Charge> charges) implements LedgerEvent {}

  /**
   * A policy that was set, or deleted.
   *
   * @param policy null where it was deleted
   * @param revision of this change
   */
  record PolicyChange(String policyId, @Nullable Policy policy, long revision)
      implements LedgerEvent {}
}
