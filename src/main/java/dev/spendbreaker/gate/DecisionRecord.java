package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;

/** A decision, and where it stands in the decisions topic. */
public record DecisionRecord(Decision decision, int partition, long offset) {}
