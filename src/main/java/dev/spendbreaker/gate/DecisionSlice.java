package dev.spendbreaker.gate;

import java.util.List;

/**
 * Some decisions that follow a position.
 *
 * @param records those of one partition, and so of one scope, in their order
 * @param next the position after them
 * @param atEnd whether there were no more when they were looked for
 */
public record DecisionSlice(List<DecisionRecord> records, DecisionPosition next, boolean atEnd) {}
