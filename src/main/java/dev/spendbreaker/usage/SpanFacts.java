package dev.spendbreaker.usage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a span says that matters to who pays: nothing else of it travels further.
 *
 * @param spanId never 0
 * @param parentSpanId 0 for a root
 * @param kind what kind of step it is
 * @param endTimeMillis when it ended, milliseconds since the epoch; 0 where the sender gave no time
 * @param tokens its token counts, normalised; null where it reports no usage at all
 * @param reportedCostNanos the cost it reports in nano-USD, 0 where it reports none
 * @param provider the model's provider, as reported
 * @param model the model that answered, else the one asked for
 * @param explicitAgent an agent id that overrides everything ({@code agentcore.agent.id} or a
 *     configured attribute)
 * @param agentName the agent it names itself by; for an AGENT span also the name of what it
 *     encloses
 * @param explicitTask an explicit task id
 * @param session a conversation or session id
 * @param dimensions values of configured dimensions (team, user, …) that stand on the span itself,
 *     by dimension; usually empty
 * @param resource what its resource says
 */
public record SpanFacts(
    long spanId,
    long parentSpanId,
    SpanKind kind,
    long endTimeMillis,
    @Nullable Tokens tokens,
    long reportedCostNanos,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String explicitAgent,
    @Nullable String agentName,
    @Nullable String explicitTask,
    @Nullable String session,
    Map<String, String> dimensions,
    ResourceFacts resource) {

  /** Whether the span reports tokens or a cost. */
  public boolean hasUsage() {
    return tokens != null;
  }
}
