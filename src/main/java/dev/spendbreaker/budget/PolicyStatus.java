package dev.spendbreaker.budget;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Where a scope stands against one policy at one instant. Amounts are nano-USD where the unit is
 * USD, else counts.
 *
 * @param limit the limit with the grants that are in force
 * @param remaining limit minus spent, never below 0
 * @param utilization spent / limit, rounded half even to 6 decimals; null where the limit is 0
 * @param warnLevel the highest of the policy's warn levels that is reached; null where none is, or
 *     where the limit itself is reached
 * @param action what the policy's figures ask for, whatever its mode
 * @param reasonCode why: {@code within_limit}, {@code warn_level}, {@code limit_reached}, …
 * @param windowStartMillis where its window starts (a {@code countFrom} may make it count from
 *     later); null for a lifetime window
 * @param windowEndMillis where its window ends; null for a lifetime window
 * @param resetsAtMillis when the action gets milder if nothing more is spent; null where it does
 *     not
 */
public record PolicyStatus(
    String policyId,
    long policyRevision,
    Policy.Mode mode,
    LimitUnit unit,
    long spent,
    long limit,
    long remaining,
    @Nullable BigDecimal utilization,
    @Nullable BigDecimal warnLevel,
    Action action,
    String reasonCode,
    @Nullable Long windowStartMillis,
    @Nullable Long windowEndMillis,
    @Nullable Long resetsAtMillis) {}
