package dev.spendbreaker.topology;

import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.usage.UsageSettings;
import java.time.Duration;

/**
 * What the topology is built from.
 *
 * @param applicationId prefix of the internal topics; source of the decisions' CloudEvents
 * @param spansTopic read: OTLP trace data
 * @param policiesTopic read: policy documents
 * @param pricesTopic read: price documents
 * @param decisionsTopic written: decisions
 * @param logsTopic written: decisions as OTLP log records; empty: they are not
 * @param rejectsTopic written: what could not be used
 * @param partitions partitions of the internal topics, 1 or more; fixed for the life of the state
 * @param traceRetention how long a trace is remembered after its last span arrived
 * @param maxSpansPerTrace spans remembered per trace; further ones are charged as if they stood
 *     alone
 * @param scopeRetention how long idle scopes are remembered
 * @param newScopes how many scopes a minute may be new
 * @param maxRecordBytes the largest record that the topics take
 * @param usage how spans are understood
 */
public record TopologySettings(
    String applicationId,
    String spansTopic,
    String policiesTopic,
    String pricesTopic,
    String decisionsTopic,
    String logsTopic,
    String rejectsTopic,
    int partitions,
    Duration traceRetention,
    int maxSpansPerTrace,
    ScopeRetention scopeRetention,
    NewScopeLimit newScopes,
    int maxRecordBytes,
    UsageSettings usage) {

  /** Whether decisions are also written as OTLP log records. */
  boolean hasLogs() {
    return !logsTopic.isEmpty();
  }
}
