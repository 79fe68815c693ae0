package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the ledger takes in, in the order it happened: charges, and changes of policies. */
sealed interface LedgerEvent {
  /**
   * Charges of one trace, or of several in a backfill.
   *
   * @param traceId null for a backfill, which leads to no decision by a call of its own
   * @param shapes which ledgers they feed: of each shape the scope a charge counts for, if it has
   *     one. The partition of all of these is the same.
   * @param charges one or more; of one agent where the shapes are of agents
   */
  record Charges(@Nullable TraceId traceId, List<Shape> shapes, List<Charge> charges)
      implements LedgerEvent {}

  /** A change of a policy, for one partition of the ledger. */
  record PolicyChanged(int partition, PolicyChange change) implements LedgerEvent {}
}
