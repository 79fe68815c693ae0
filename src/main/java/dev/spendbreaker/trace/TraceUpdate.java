package dev.spendbreaker.trace;

import java.util.List;

/**
 * What spans that arrived brought about.
 *
 * @param charges what changes against all charges before, span by span; negative ones take back
 * @param remembered spans that the trace now knows in addition; 0 where it has not changed
 * @param duplicates spans that were known already, and so ignored
 * @param unremembered spans beyond the bound of the trace: charged by themselves, not remembered
 */
public record TraceUpdate(List<Charge> charges, int remembered, int duplicates, int unremembered) {}
