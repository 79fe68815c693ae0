package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.usage.Usage;

/**
 * That a scope was to be stopped, and what it spent all the same, as it was not stopped then.
 *
 * @param first the first decision to block or kill
 * @param spentAfter what was charged after it, to the end
 * @param spentWhileRefused the part of it that was charged while the scope was refused: a reset
 *     lets a scope go on
 */
public record Refusal(Decision first, Usage spentAfter, Usage spentWhileRefused) {}
