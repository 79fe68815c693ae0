package dev.spendbreaker.query;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Forecast;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a scope stands.
 *
 * @param action what its policies ask for now
 * @param totals everything it ever used
 * @param governing the policy that decides; null where none does
 * @param reason one sentence for people, without a full stop
 * @param overrides whether a policy of the scope replaces those of less specific scopes
 * @param policies where it stands against each policy that governs it
 * @param forecasts when their limits will be reached, by policy id; empty in a list of scopes
 * @param decision the last decision; null where there was none
 * @param asOfMillis when this was so, milliseconds since the epoch
 */
public record ScopeStatus(
    Scope scope,
    Action action,
    Usage totals,
    @Nullable PolicyStatus governing,
    String reason,
    boolean overrides,
    List<PolicyStatus> policies,
    Map<String, Forecast> forecasts,
    @Nullable Decision decision,
    long asOfMillis) {}
