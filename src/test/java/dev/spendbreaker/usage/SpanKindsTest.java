package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.Attributes.read;
import static dev.spendbreaker.usage.Attributes.readNamed;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanKindsTest {
  @ParameterizedTest
  @CsvSource({
    "gen_ai.operation.name, chat, MODEL_CALL",
    "gen_ai.operation.name, generate_content, MODEL_CALL",
    "gen_ai.operation.name, text_completion, MODEL_CALL",
    "gen_ai.operation.name, embeddings, MODEL_CALL",
    "gen_ai.operation.name, embedding, MODEL_CALL",
    "gen_ai.operation.name, chat.completions, MODEL_CALL",
    "gen_ai.operation.name, text.completions, MODEL_CALL",
    "gen_ai.operation.name, invoke_agent, AGENT",
    "gen_ai.operation.name, create_agent, AGENT",
    "gen_ai.operation.name, execute_tool, TOOL",
    "gen_ai.operation.name, agent_handoff, OTHER",
    "openinference.span.kind, LLM, MODEL_CALL",
    "openinference.span.kind, EMBEDDING, MODEL_CALL",
    "openinference.span.kind, RERANKER, MODEL_CALL",
    "openinference.span.kind, AGENT, AGENT",
    "openinference.span.kind, TOOL, TOOL",
    "openinference.span.kind, CHAIN, OTHER",
    "openinference.span.kind, llm, MODEL_CALL",
    "traceloop.span.kind, agent, AGENT",
    "traceloop.span.kind, workflow, AGENT",
    "traceloop.span.kind, tool, TOOL",
    "traceloop.span.kind, task, OTHER",
    "langfuse.observation.type, generation, MODEL_CALL",
    "langfuse.observation.type, embedding, MODEL_CALL",
    "langfuse.observation.type, agent, AGENT",
    "langfuse.observation.type, tool, TOOL",
    "langfuse.observation.type, span, OTHER",
    "genkit:metadata:subtype, model, MODEL_CALL",
    "genkit:metadata:subtype, embedder, MODEL_CALL",
    "genkit:metadata:subtype, tool, TOOL",
    "genkit:metadata:subtype, prompt, OTHER",
    "llm.request.type, completion, MODEL_CALL",
    "ai.operationId, ai.generateText.doGenerate, MODEL_CALL",
    "ai.operationId, ai.streamText.doStream, MODEL_CALL",
    "ai.operationId, ai.embedMany.doEmbed, MODEL_CALL",
    "ai.operationId, ai.generateText, OTHER",
    "ai.operationId, my.doGenerate, OTHER",
    "http.method, chat, OTHER"
  })
  void shouldKnowTheKindFromAnAttribute(String key, String value, SpanKind kind) throws Exception {
    assertThat(read(key, value).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ai.generateText.doGenerate", "ai.streamObject.doStream", "ai.embed.doEmbed"})
  void shouldKnowAVercelCallFromItsName(String name) throws Exception {
    assertThat(readNamed(name).kind()).isEqualTo(SpanKind.MODEL_CALL);
  }

  @Test
  void shouldKnowAClaudeCodeCallFromItsName() throws Exception {
    assertThat(readNamed("claude_code.llm_request").kind()).isEqualTo(SpanKind.MODEL_CALL);
    assertThat(readNamed("claude_code.interaction").kind()).isEqualTo(SpanKind.OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"call_llm", "agent_step", "POST"})
  void shouldTakeAllElseAsOther(String name) throws Exception {
    assertThat(readNamed(name).kind()).isEqualTo(SpanKind.OTHER);
  }

  @Test
  void shouldPreferTheFirstKindWhenAttributesDisagree() throws Exception {
    SpanFacts call = read("traceloop.span.kind", "agent", "gen_ai.operation.name", "chat");
    SpanFacts agent = read("gen_ai.operation.name", "execute_tool", "traceloop.span.kind", "agent");

    assertThat(call.kind()).isEqualTo(SpanKind.MODEL_CALL);
    assertThat(agent.kind()).isEqualTo(SpanKind.AGENT);
  }
}
