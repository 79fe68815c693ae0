package dev.spendbreaker.replay;

import java.util.List;

/**
 * What a replay read.
 *
 * @param messages all, those before the period included
 * @param spans those that could be used
 * @param duplicates spans that came again
 * @param unremembered spans beyond the bound of their trace
 * @param rejected messages of which something could not be used
 * @param rejects the first of them
 */
public record Intake(
    long messages,
    long spans,
    long duplicates,
    long unremembered,
    long rejected,
    List<Rejected> rejects) {}
