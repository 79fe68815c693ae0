package dev.spendbreaker.explain;

import static dev.spendbreaker.explain.Explained.json;
import static dev.spendbreaker.explain.Explained.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.testing.Spans;
import org.junit.jupiter.api.Test;

class JsonReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldSayAllOfASpan() throws Exception {
    JsonNode query = json(resource("/corpus/spans/claude-adot.json")).at("/traces/0/spans/1");

    assertThat(query)
        .isEqualTo(
            JSON.readTree(
                """
                {"spanId": "c3d1bcc351bf9653",
                 "parentSpanId": "7549860608387d0b",
                 "place": "below_its_parent",
                 "depth": 1,
                 "name": "ClaudeAgentSDK.query",
                 "kind": "agent",
                 "verdict": {
                   "rule": "charged_rollup",
                   "because": "not a model call, but reports usage, and nothing below it is charged"},
                 "agent": {
                   "name": "claude-adot",
                   "rule": "service_name",
                   "because": "the service.name of the resource, as nothing names an agent"},
                 "task": {
                   "name": "e457cade-6652-42ad-b879-182dde7124c5",
                   "rule": "own_session",
                   "because": "the conversation or session id on the span itself"},
                 "provider": "anthropic",
                 "model": "us.anthropic.claude-sonnet-4-6",
                 "tokens": {"input": 32312, "cacheRead": 29447, "cacheWrite": 2861, "output": 767,
                   "reasoning": 0},
                 "cost": {"usd": 0.0712653, "rule": "reported",
                   "because": "the cost the span reports", "attribute": "llm.cost.total"}}"""));
  }

  @Test
  void shouldAddUpWhatEachAgentIsCharged() throws Exception {
    JsonNode trace =
        json(resource("/corpus/spans/openai-agents-openinference-live.json")).at("/traces/0");

    // the prices of gpt-4o-mini: 0.15 USD a million input tokens, 0.60 output
    assertThat(trace.get("totals"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"agent": "coordinator", "task": "c60958e12a31f7bd1b19cc94b0a96dbe",
                  "usd": 0.0001128, "calls": 2, "inputTokens": 524, "outputTokens": 57,
                  "cacheReadTokens": 0, "cacheWriteTokens": 0, "reasoningTokens": 0,
                  "toolCalls": 1, "unpricedCalls": 0, "unmeteredCalls": 0},
                 {"agent": "math_specialist", "task": "c60958e12a31f7bd1b19cc94b0a96dbe",
                  "usd": 0.0001878, "calls": 3, "inputTokens": 704, "outputTokens": 137,
                  "cacheReadTokens": 0, "cacheWriteTokens": 0, "reasoningTokens": 0,
                  "toolCalls": 3, "unpricedCalls": 0, "unmeteredCalls": 0}]"""));
    assertThat(trace.get("counts"))
        .isEqualTo(
            JSON.readTree(
                """
                {"spans": 19, "calls": 5, "unmeteredCalls": 0, "unpricedCalls": 0, "toolCalls": 4,
                 "duplicates": 0, "withComplaints": 0}"""));
    assertThat(trace.at("/spans/4/cost/priceEntry").asText()).isEqualTo("openai/gpt-4o-mini");
  }

  @Test
  void shouldNameWhatHasNoPriceAndWhatCannotBeUsed() throws Exception {
    JsonNode explained =
        json(
            Spans.trace(1, 1_000)
                .add(
                    1,
                    0,
                    Spans.text("gen_ai.operation.name", "chat"),
                    Spans.number("gen_ai.usage.input_tokens", 7))
                .call(2, "a", "t", -1)
                .broken()
                .toBytes());

    assertThat(explained.at("/traces/0/unpricedModels"))
        .isEqualTo(JSON.readTree("{\"unknown\":1}"));
    assertThat(explained.at("/traces/0/spans/0/cost/rule").asText()).isEqualTo("unpriced");
    assertThat(explained.at("/traces/0/spans/0/cost/usd").isMissingNode()).isTrue();
    assertThat(explained.at("/traces/0/spans/1/complaints/0").asText())
        .isEqualTo("its usage is not charged: gen_ai.usage.cost is '-1.0': negative");
    assertThat(explained.at("/unusable")).hasSize(1);
  }

  @Test
  void shouldShowAudioAndWhatACacheKeepsForAnHour() throws Exception {
    byte[] message =
        Spans.trace(1, 1_000)
            .add(
                1,
                0,
                Spans.text("gen_ai.operation.name", "chat"),
                Spans.number("gen_ai.usage.input_tokens", 100),
                Spans.number("gen_ai.usage.cache_write.input_tokens", 20),
                Spans.number("gen_ai.usage.details.cache_write_1h_tokens", 5),
                Spans.number("gen_ai.usage.audio.input_tokens", 30),
                Spans.number("gen_ai.usage.output_tokens", 10),
                Spans.number("gen_ai.usage.audio.output_tokens", 4))
            .toBytes();

    assertThat(json(message).at("/traces/0/spans/0/tokens"))
        .isEqualTo(
            JSON.readTree(
                """
                {"input": 100, "cacheRead": 0, "cacheWrite": 20, "output": 10, "reasoning": 0,
                 "cacheWrite1h": 5, "inputAudio": 30, "cacheReadAudio": 0, "outputAudio": 4}"""));
    assertThat(Explained.text(message))
        .contains("cached for an hour 5", "audio in 30, of it cached 0, out 4");
  }

  @Test
  void shouldKeepTheWholeOfANameInAscii() throws Exception {
    String name = "modèle\u001b\u202e".repeat(100);
    byte[] message = Spans.trace(1, 1_000).agent(1, 0, name).toBytes();

    assertThat(Explained.jsonText(message)).matches("\\p{ASCII}*");
    assertThat(json(message).at("/traces/0/spans/0/agent/name").asText()).isEqualTo(name);
  }
}
