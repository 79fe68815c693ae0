package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.AttributeValues.firstName;

import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.SpanView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the facts of spans. Immutable. */
public final class UsageReader {
  /** How the names of Claude Code's spans begin; their attributes have no namespace. */
  static final String CLAUDE_CODE = "claude_code.";

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<String> keys;
  private final KindReader kinds;
  private final TokenReader tokens;
  private final CostReader costs;
  private final List<AttributeKey> providers;
  private final List<AttributeKey> models;
  private final List<AttributeKey> claudeCodeModels;
  private final List<AttributeKey> explicitAgents;
  private final List<AttributeKey> agentNames;
  private final List<AttributeKey> toolAgentNames;
  private final List<AttributeKey> serviceNames;
  private final List<AttributeKey> explicitTasks;
  private final List<AttributeKey> sessions;
  private final Map<String, List<AttributeKey>> dimensions = new LinkedHashMap<>();

  public UsageReader(UsageSettings settings) {
    KeyNumbers numbers = new KeyNumbers();
    kinds = new KindReader(numbers);
    tokens = new TokenReader(numbers);
    costs = new CostReader(numbers, settings.maxSpanCostNanos());
    providers =
        numbers.keys(
            "gen_ai.provider.name",
            "gen_ai.system",
            "llm.provider",
            "llm.system",
            "ai.model.provider");
    models =
        numbers.keys(
            "gen_ai.response.model",
            "ai.response.model",
            "gen_ai.request.model",
            "llm.model_name",
            "ai.model.id",
            "embedding.model_name",
            "reranker.model_name");
    claudeCodeModels = numbers.keys("model");
    explicitAgents = numbers.keys(and(settings.agentAttributes(), "agentcore.agent.id"));
    agentNames =
        numbers.keys(
            "gen_ai.agent.name",
            "agent.name",
            "graph.node.id",
            "traceloop.entity.name",
            "ai.telemetry.functionId",
            "gen_ai.agent.id");
    // A tool's node or entity is the tool itself, not an agent.
    toolAgentNames =
        numbers.keys(
            "gen_ai.agent.name", "agent.name", "ai.telemetry.functionId", "gen_ai.agent.id");
    serviceNames = numbers.keys("service.name");
    explicitTasks =
        numbers.keys(
            and(
                settings.taskAttributes(),
                "agentcore.task.id",
                "gen_ai.task.id",
                "gen_ai.agent.task.id"));
    sessions =
        numbers.keys(
            "gen_ai.conversation.id",
            "session.id",
            "langfuse.session.id",
            "gcp.vertex.agent.session_id");
    settings.dimensions().forEach((name, names) -> dimensions.put(name, numbers.keys(names)));
    keys = numbers.names();
  }

  /** The names of the attributes to ask for; a view's key is the position in this list. */
  public List<String> keys() {
    return keys;
  }

  /**
   * What the span says.
   *
   * @throws UnusableSpanException where a count or a cost cannot be believed, or a name is too long
   */
  public SpanFacts read(SpanView span) throws UnusableSpanException {
    AttributeView view = span.attributes();
    SpanKind kind = kinds.read(span);
    Tokens counts = tokens.read(span);
    long cost = costs.read(view);
    boolean hasUsage = cost > 0 || !counts.equals(Tokens.ZERO);
    return new SpanFacts(
        span.spanId(),
        span.parentSpanId(),
        kind,
        Long.divideUnsigned(span.endTimeUnixNano(), NANOS_PER_MILLI),
        hasUsage ? counts : null,
        cost,
        firstName(view, providers),
        model(span),
        firstName(view, explicitAgents),
        firstName(view, kind == SpanKind.TOOL ? toolAgentNames : agentNames),
        firstName(view, explicitTasks),
        firstName(view, sessions),
        dimensions(span),
        resource(span.resource()));
  }

  private @Nullable String model(SpanView span) throws UnusableSpanException {
    String model = firstName(span.attributes(), models);
    return model == null && span.name().startsWith(CLAUDE_CODE)
        ? firstName(span.attributes(), claudeCodeModels)
        : model;
  }

  private Map<String, String> dimensions(SpanView span) throws UnusableSpanException {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, List<AttributeKey>> dimension : dimensions.entrySet()) {
      String value = ownOrResource(span, dimension.getValue());
      if (value != null) {
        values.put(dimension.getKey(), value);
      }
    }
    return Map.copyOf(values);
  }

  private static @Nullable String ownOrResource(SpanView span, List<AttributeKey> names)
      throws UnusableSpanException {
    String own = firstName(span.attributes(), names);
    return own != null ? own : firstName(span.resource(), names);
  }

  private ResourceFacts resource(AttributeView view) throws UnusableSpanException {
    String explicit = firstName(view, explicitAgents);
    return new ResourceFacts(
        explicit != null ? explicit : firstName(view, agentNames),
        firstName(view, serviceNames),
        firstName(view, explicitTasks),
        firstName(view, sessions));
  }

  private static List<String> and(List<String> configured, String... names) {
    List<String> all = new ArrayList<>(List.of(names));
    all.addAll(configured);
    return all;
  }
}
