package dev.spendbreaker.replay;

import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.usage.UsageSettings;
import java.time.Duration;

/**
 * The settings of the application that a replay keeps to.
 *
 * @param usage how spans are understood
 * @param traceRetention how long a trace is remembered after its last span arrived
 * @param maxSpansPerTrace spans remembered per trace
 * @param scopeRetention how long idle scopes are remembered
 */
public record ReplaySettings(
    UsageSettings usage,
    Duration traceRetention,
    int maxSpansPerTrace,
    ScopeRetention scopeRetention) {}
