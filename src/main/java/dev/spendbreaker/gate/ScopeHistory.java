package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import java.util.List;

/**
 * The decisions about one scope.
 *
 * @param decisions the latest first
 * @param cutOff whether there may be earlier ones that were not looked for, because that would take
 *     too long
 */
public record ScopeHistory(List<Decision> decisions, boolean cutOff) {}
