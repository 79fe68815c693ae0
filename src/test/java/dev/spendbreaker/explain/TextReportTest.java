package dev.spendbreaker.explain;

import static dev.spendbreaker.explain.Explained.resource;
import static dev.spendbreaker.explain.Explained.text;
import static dev.spendbreaker.testing.Spans.cost;
import static dev.spendbreaker.testing.Spans.number;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.Spans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextReportTest {
  /** The expected texts were checked against corpus/expected.json and the spans of the captures. */
  @ParameterizedTest
  @ValueSource(strings = {"strands-ts", "claude-adot", "openai-agents-openinference-live"})
  void shouldExplainACapture(String capture) throws Exception {
    assertThat(text(resource("/corpus/spans/" + capture + ".json")))
        .isEqualToNormalizingNewlines(new String(resource("/explain/" + capture + ".txt"), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adk-live",
        "claude-adot",
        "openai-agents-genai-adot",
        "openai-agents-openinference-live",
        "openai-openinference",
        "pydantic-ai-live",
        "smolagents-live",
        "strands-ts",
        "vercel-ai-legacy"
      })
  void shouldFitInto120Columns(String capture) throws Exception {
    assertThat(text(resource("/corpus/spans/" + capture + ".json")).lines())
        .allSatisfy(line -> assertThat(line.codePointCount(0, line.length())).isLessThan(121));
  }

  @Test
  void shouldOrderSiblingsByTimeAndShowWhatHasNoParentApart() throws Exception {
    assertThat(
            tree(
                """
                {"resourceSpans":[{"scopeSpans":[{"spans":[
                  %s, %s, %s, %s, %s, %s]}]}]}"""
                    .formatted(
                        span("0b", "0a", "later", 30, 40),
                        span("0c", "0a", "shorter", 20, 25),
                        span("0d", "0a", "longer", 20, 35),
                        span("0e", "99", "orphan", 1, 2),
                        span("0f", "0f", "own parent", 1, 2),
                        span("0a", "", "root", 10, 50))))
        .containsExactly(
            "root",
            "├─ shorter",
            "├─ longer",
            "└─ later",
            "(parent not in this file)",
            "└─ orphan",
            "(parents that form a cycle)",
            "└─ own parent");
  }

  private static String span(String id, String parent, String name, long start, long end) {
    return """
        {"traceId":"0000000000000007000000000000000c","spanId":"00000000000000%s",
         "parentSpanId":"%s","name":"%s","startTimeUnixNano":"%d","endTimeUnixNano":"%d"}"""
        .formatted(id, parent.isEmpty() ? "" : "00000000000000" + parent, name, start, end);
  }

  /** The names of the spans and what leads to them. */
  private static List<String> tree(String message) throws Exception {
    return text(message.getBytes(UTF_8))
        .lines()
        .skip(3)
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> !line.contains("agent "))
        .map(line -> line.replaceFirst(" {2,}other .*", ""))
        .toList();
  }

  @Test
  void shouldShowCallsWithoutPriceAndWhatCannotBeUsed() throws Exception {
    byte[] message =
        Spans.trace(1, 1_000)
            .add(
                1,
                0,
                Spans.text("gen_ai.operation.name", "chat"),
                Spans.text("gen_ai.request.model", "no-such-model"),
                number("gen_ai.usage.input_tokens", 7))
            .add(2, 0, Spans.text("gen_ai.operation.name", "chat"), cost(Double.NaN))
            .broken()
            .toBytes();

    assertThat(text(message))
        .contains(
            "no price for model no-such-model of provider unknown (unpriced)",
            "no price for model no-such-model: 1 calls",
            "! its usage is not charged: gen_ai.usage.cost is 'NaN': not a number",
            "calls charged 1 · unmetered 1 · unpriced 1 · tool calls 0 · duplicates 0"
                + " · with complaints 1",
            "Spans that cannot be used: 1\n  span 'broken': ");
  }

  @Test
  void shouldShowNoControlCharacters() throws Exception {
    String evil = "a\u001b[31m\r\u202eb";
    byte[] message =
        Spans.trace(1, 1_000)
            .add(
                1,
                0,
                Spans.text("gen_ai.operation.name", "chat"),
                Spans.text("gen_ai.agent.name", evil),
                Spans.text("session.id", evil),
                Spans.text("gen_ai.request.model", evil),
                Spans.text("gen_ai.usage.cost", evil),
                number("gen_ai.usage.input_tokens", 7))
            .agent(2, 0, evil)
            .toBytes();

    assertThat(text(message)).contains("a?[31m??b").doesNotContain("\u001b", "\r", "\u202e");
    assertThat(Explained.jsonText(message)).doesNotContain("\u001b", "\r", "\u202e");
  }

  @Test
  void shouldColourVerdictsOnATerminalOnly() throws Exception {
    StringWriter terminal = new StringWriter();
    byte[] message = Spans.trace(1, 1_000).call(1, "a", "t", 0.5).toBytes();
    new TextReport(new PrintWriter(terminal), true).print(Explained.explain(message));

    assertThat(terminal.toString()).contains("\u001b[32mcharged       \u001b[0m");
    assertThat(terminal.toString().replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(text(message));
  }

  @Test
  void shouldShowATraceAsDeepAsItIsLarge() throws Exception {
    int depth = 20_000;
    Spans chain = Spans.trace(1, 1_000);
    for (long id = 1; id <= depth; id++) {
      chain.agent(id, id - 1, "a");
    }

    assertThat(text(chain.toBytes()).lines())
        .hasSizeGreaterThan(depth)
        .allSatisfy(line -> assertThat(line.codePointCount(0, line.length())).isLessThan(121));
  }

  @Test
  void shouldSayThatThereIsNothingToShow() throws Exception {
    assertThat(text("{\"resourceSpans\":[]}".getBytes(UTF_8))).isEqualTo("no spans\n");
  }
}
