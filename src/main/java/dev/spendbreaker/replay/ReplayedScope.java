package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would have been decided about a scope.
 *
 * @param decisions one or more, in their order
 * @param refusal null where the scope would never have been refused
 */
public record ReplayedScope(Scope scope, List<Decision> decisions, @Nullable Refusal refusal) {}
