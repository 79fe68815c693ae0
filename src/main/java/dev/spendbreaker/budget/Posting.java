package dev.spendbreaker.budget;

import dev.spendbreaker.trace.Charge;
import java.util.List;

/**
 * Charges for ledgers that are kept together, each of which is evaluated once for all of them.
 *
 * @param owner who keeps the ledgers: {@link Scope#ownerKey} of each of them
 * @param shapes which ledgers they feed: of each shape the scope a charge counts for, if it has one
 * @param charges one to {@link Postings#MAX_CHARGES}; of one agent where the shapes are of agents
 */
public record Posting(String owner, List<Shape> shapes, List<Charge> charges) {}
