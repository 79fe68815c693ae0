package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.SpanKind.AGENT;
import static dev.spendbreaker.usage.SpanKind.MODEL_CALL;
import static dev.spendbreaker.usage.SpanKind.OTHER;
import static dev.spendbreaker.usage.SpanKind.TOOL;

import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.SpanView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What kind of step a span is (DESIGN §3, "Kinds"). Where attributes disagree, MODEL_CALL goes
 * before AGENT, AGENT before TOOL.
 */
final class KindReader {
  private static final String CLAUDE_CODE_CALL = "claude_code.llm_request";
  private static final String VERCEL_PREFIX = "ai.";
  private static final List<String> VERCEL_CALLS = List.of(".doGenerate", ".doStream", ".doEmbed");

  private final List<KindNames> vocabularies;
  private final AttributeKey requestType;
  private final AttributeKey operationId;
  private final AttributeKey langfuseType;

  KindReader(KeyNumbers keys) {
    vocabularies =
        List.of(
            KindNames.of(
                keys.key("gen_ai.operation.name"),
                Map.of(
                    "chat", MODEL_CALL,
                    "generate_content", MODEL_CALL,
                    "text_completion", MODEL_CALL,
                    "embeddings", MODEL_CALL,
                    // Spring AI's spelling, and Semantic Kernel's.
                    "embedding", MODEL_CALL,
                    "chat.completions", MODEL_CALL,
                    "text.completions", MODEL_CALL,
                    "invoke_agent", AGENT,
                    "create_agent", AGENT,
                    "execute_tool", TOOL)),
            KindNames.of(
                keys.key("openinference.span.kind"),
                Map.of(
                    "LLM", MODEL_CALL,
                    "EMBEDDING", MODEL_CALL,
                    "RERANKER", MODEL_CALL,
                    "AGENT", AGENT,
                    "TOOL", TOOL)),
            KindNames.of(
                keys.key("traceloop.span.kind"),
                Map.of("agent", AGENT, "workflow", AGENT, "tool", TOOL)),
            KindNames.of(
                keys.key("langfuse.observation.type"),
                Map.of(
                    "generation", MODEL_CALL,
                    "embedding", MODEL_CALL,
                    "agent", AGENT,
                    "tool", TOOL)),
            // Genkit tells what a model call used only inside its output: unmetered, but seen.
            KindNames.of(
                keys.key("genkit:metadata:subtype"),
                Map.of("model", MODEL_CALL, "embedder", MODEL_CALL, "tool", TOOL)));
    requestType = keys.key("llm.request.type");
    operationId = keys.key("ai.operationId");
    langfuseType = keys.key("langfuse.observation.type");
  }

  SpanKind read(SpanView span) {
    if (isModelCallByName(span) || hasRequestType(span)) {
      return MODEL_CALL;
    }
    SpanKind kind = OTHER;
    for (KindNames names : vocabularies) {
      kind = first(kind, names.read(span.attributes()));
    }
    return kind;
  }

  /** Whether Langfuse calls it an agent. */
  boolean isLangfuseAgent(SpanView span) {
    return "agent".equalsIgnoreCase(span.attributes().text(langfuseType.number()));
  }

  private boolean isModelCallByName(SpanView span) {
    String name = span.name();
    return name.equals(CLAUDE_CODE_CALL)
        || isVercelCall(name)
        || isVercelCall(span.attributes().text(operationId.number()));
  }

  /** Older Traceloop instrumentations say nothing else of a model call's kind. */
  private boolean hasRequestType(SpanView span) {
    return span.attributes().type(requestType.number()) != AttributeView.Type.NONE;
  }

  private static boolean isVercelCall(@Nullable String operation) {
    return operation != null
        && operation.startsWith(VERCEL_PREFIX)
        && VERCEL_CALLS.stream().anyMatch(operation::endsWith);
  }

  private static SpanKind first(SpanKind a, SpanKind b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** What the values of one attribute say of the kind. */
  private record KindNames(AttributeKey key, Map<String, SpanKind> kinds) {
    static KindNames of(AttributeKey key, Map<String, SpanKind> kinds) {
      Map<String, SpanKind> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      anyCase.putAll(kinds);
      return new KindNames(key, anyCase);
    }

    SpanKind read(AttributeView view) {
      String text = view.text(key.number());
      return text == null ? OTHER : kinds.getOrDefault(text, OTHER);
    }
  }
}
