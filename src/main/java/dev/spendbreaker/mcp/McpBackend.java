package dev.spendbreaker.mcp;

import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.gate.RecentDecisions;
import dev.spendbreaker.http.PolicyWriter;
import dev.spendbreaker.http.SpanPublisher;
import dev.spendbreaker.query.Rollout;
import dev.spendbreaker.query.SpendQueries;
import java.time.InstantSource;

/**
 * The running application, as far as the MCP server reaches.
 *
 * @param version of the application
 * @param dimensions those that scopes may have
 * @param rollout tells when a policy is in force on all instances
 * @param decisions those of late, from the decisions topic
 * @param maxSpanCostNanos a span that reports a higher cost is rejected; nano-USD
 */
public record McpBackend(
    String version,
    Dimensions dimensions,
    SpendQueries queries,
    PolicyWriter policies,
    Rollout rollout,
    SpanPublisher spans,
    RecentDecisions decisions,
    InstantSource clock,
    long maxSpanCostNanos) {}
