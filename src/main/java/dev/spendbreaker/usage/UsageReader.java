package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.AttributeValues.firstName;

import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.usage.CostReader.ReportedCost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the facts of spans. Immutable. */
public final class UsageReader {
  /** How the names of Claude Code's spans begin; their attributes have no namespace. */
  static final String CLAUDE_CODE = "claude_code.";

  /** The {@code service.name} of Spendbreaker itself. */
  public static final String OWN_SERVICE_NAME = "spendbreaker";

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
  private final AttributeKey serviceName;
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
            "reranker.model_name",
            "langfuse.observation.model.name");
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
    serviceName = numbers.key("service.name");
    serviceNames = List.of(serviceName);
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
   * Whether Spendbreaker itself emitted the span. It tells of what agents did, or of work of its
   * own, and is charged to nobody.
   */
  public boolean isOwnTelemetry(SpanView span) {
    return OWN_SERVICE_NAME.equals(span.resource().text(serviceName.number()));
  }

  /**
   * What the span says. A span always takes part in its trace: of what cannot be believed only that
   * is left out.
   *
   * @param complaints told what is left out and why: all usage, where a count or a cost cannot be
   *     believed; a name that is too long or reserved
   */
  public SpanFacts read(SpanView span, Consumer<String> complaints) {
    return read(span, resource(span.resource(), complaints), complaints);
  }

  /**
   * As {@link #read(SpanView, Consumer)}.
   *
   * @param resource what the span's resource says: many spans have the same
   */
  public SpanFacts read(SpanView span, ResourceFacts resource, Consumer<String> complaints) {
    AttributeView view = span.attributes();
    SpanKind kind = kinds.read(span);
    Reported usage = usage(span, complaints);
    return new SpanFacts(
        span.spanId(),
        span.parentSpanId(),
        kind,
        Long.divideUnsigned(span.endTimeUnixNano(), NANOS_PER_MILLI),
        usage.tokens(),
        usage.cost().nanos(),
        firstName(view, providers, complaints),
        model(span, complaints),
        firstName(view, explicitAgents, complaints),
        agentName(span, kind, complaints),
        firstName(view, explicitTasks, complaints),
        firstName(view, sessions, complaints),
        dimensions(span.attributes(), complaints),
        resource);
  }

  /** The attribute that reports the cost {@link #read} finds; null where none does. */
  public @Nullable String costAttribute(SpanView span) {
    ReportedCost cost = usage(span, complaint -> {}).cost();
    return cost.nanos() == 0 ? null : cost.attribute();
  }

  /** The usage a span reports; without tokens where it reports none that can be believed. */
  private record Reported(@Nullable Tokens tokens, ReportedCost cost) {
    static final Reported NOTHING = new Reported(null, ReportedCost.NONE);
  }

  private Reported usage(SpanView span, Consumer<String> complaints) {
    try {
      Tokens counts = tokens.read(span);
      ReportedCost cost = costs.read(span.attributes());
      boolean none = cost.nanos() == 0 && counts.isZero();
      return none ? Reported.NOTHING : new Reported(counts, cost);
    } catch (UnusableUsageException e) {
      complaints.accept("its usage is not charged: " + e.getMessage());
      return Reported.NOTHING;
    }
  }

  private @Nullable String agentName(SpanView span, SpanKind kind, Consumer<String> complaints) {
    String name =
        firstName(
            span.attributes(), kind == SpanKind.TOOL ? toolAgentNames : agentNames, complaints);
    // Langfuse has no attribute for it: the span of an agent has the agent's name.
    return name == null && kinds.isLangfuseAgent(span) ? usableName(span) : name;
  }

  private static @Nullable String usableName(SpanView span) {
    String name = span.name();
    boolean isUsable =
        !name.isBlank()
            && name.length() <= AttributeValues.MAX_NAME_LENGTH
            && !ReservedNames.isReserved(name);
    return isUsable ? name : null;
  }

  private @Nullable String model(SpanView span, Consumer<String> complaints) {
    String model = firstName(span.attributes(), models, complaints);
    return model == null && span.name().startsWith(CLAUDE_CODE)
        ? firstName(span.attributes(), claudeCodeModels, complaints)
        : model;
  }

  /** Mostly none is there, which costs no map. */
  private Map<String, String> dimensions(AttributeView view, Consumer<String> complaints) {
    Map<String, String> values = Map.of();
    for (Map.Entry<String, List<AttributeKey>> dimension : dimensions.entrySet()) {
      String value = firstName(view, dimension.getValue(), complaints);
      if (value != null) {
        values = values.isEmpty() ? new HashMap<>() : values;
        values.put(dimension.getKey(), value);
      }
    }
    return Map.copyOf(values);
  }

  /** What a resource says; complaints are told of names that are too long. */
  public ResourceFacts resource(AttributeView view, Consumer<String> complaints) {
    String explicit = firstName(view, explicitAgents, complaints);
    return new ResourceFacts(
        explicit != null ? explicit : firstName(view, agentNames, complaints),
        firstName(view, serviceNames, complaints),
        firstName(view, explicitTasks, complaints),
        firstName(view, sessions, complaints),
        dimensions(view, complaints));
  }

  private static List<String> and(List<String> configured, String... names) {
    List<String> all = new ArrayList<>(List.of(names));
    all.addAll(configured);
    return all;
  }
}
