package dev.spendbreaker.usage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the resource of a span says, for spans that do not say it themselves.
 *
 * @param agent the agent the resource names, explicitly or by an agent name
 * @param serviceName {@code service.name}
 * @param task an explicit task id
 * @param session a conversation or session id
 * @param dimensions values of configured dimensions by dimension; usually empty
 */
public record ResourceFacts(
    @Nullable String agent,
    @Nullable String serviceName,
    @Nullable String task,
    @Nullable String session,
    Map<String, String> dimensions) {

  public static final ResourceFacts NONE = new ResourceFacts(null, null, null, null, Map.of());
}
