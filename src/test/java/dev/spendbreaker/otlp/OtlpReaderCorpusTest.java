package dev.spendbreaker.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.otlp.ReadSpan.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures of real instrumentations. */
class OtlpReaderCorpusTest {
  /** The figures were counted with another JSON reader, of another language. */
  @ParameterizedTest
  @CsvSource({
    "adk-live, 7, 1, 1030, 0, 3999, 4",
    "claude-adot, 8, 0, 99366, 1, 6954, 0",
    "openai-agents-genai-adot, 17, 0, 75468, 0, 6618, 0",
    "openai-agents-openinference-live, 19, 0, 2844, 0, 32647, 0",
    "openai-openinference, 4, 1, 285, 0, 879, 1",
    "otlp-spec-example, 1, 0, 0, 0, 10, 0",
    "pydantic-ai-live, 4, 1, 2658, 2, 5205, 2",
    "smolagents-live, 7, 1, 25678, 0, 65229, 1",
    "strands-ts, 12, 2, 8300, 0, 1016, 0",
    "vercel-ai-legacy, 8, 2, 6172, 0, 2676, 8"
  })
  void shouldReadEverySpanAndAttribute(
      String capture, int spans, int roots, long sumOfInts, int doubles, int chars, int others)
      throws Exception {
    Reading reading = Reading.of(bytes(capture + ".json"), null, allKeys(capture));

    assertThat(reading.reasons()).isEmpty();
    assertThat(reading.spans()).hasSize(spans);
    assertThat(reading.spans().stream().filter(span -> span.parentSpanId() == 0)).hasSize(roots);
    List<Value> values =
        reading.spans().stream()
            .map(ReadSpan::attributes)
            .map(Map::values)
            .flatMap(Collection::stream)
            .toList();
    assertThat(values.stream().filter(v -> v.type() == AttributeView.Type.INT))
        .extracting(Value::longValue)
        .satisfies(ints -> assertThat(sum(ints)).isEqualTo(sumOfInts));
    assertThat(values).filteredOn(v -> v.type() == AttributeView.Type.DOUBLE).hasSize(doubles);
    assertThat(values).filteredOn(v -> v.type() == AttributeView.Type.OTHER).hasSize(others);
    assertThat(
            values.stream()
                .filter(v -> v.type() == AttributeView.Type.STRING)
                .mapToInt(v -> String.valueOf(v.text()).length())
                .sum())
        .isEqualTo(chars);
  }

  @ParameterizedTest
  @ValueSource(strings = {"strands-ts", "vercel-ai-legacy"})
  void shouldReadTheSameFromProtobufAndJson(String capture) throws Exception {
    AttributeKeys keys = allKeys(capture);

    assertThat(Reading.of(bytes(capture + ".pb"), null, keys).results())
        .isNotEmpty()
        .isEqualTo(Reading.of(bytes(capture + ".json"), null, keys).results());
  }

  @Test
  void shouldReadTheFirstSpanOfACapture() throws Exception {
    ReadSpan first =
        Reading.of(
                bytes("strands-ts.pb"),
                "gen_ai.request.model",
                "gen_ai.usage.input_tokens",
                "service.name")
            .spans()
            .get(0);

    assertThat(first)
        .isEqualTo(
            new ReadSpan(
                0x364450cc26ad5c20L,
                0x50d72a8088a405fdL,
                0x29de59898f097509L,
                0xcf573c2e22734ccbL,
                "chat",
                1795407441615000000L,
                1795407441833403035L,
                Map.of(
                    "gen_ai.request.model",
                    Value.of("gpt-4o-mini"),
                    "gen_ai.usage.input_tokens",
                    Value.of(100)),
                Map.of("service.name", Value.of("unknown_service:node"))));
  }

  private static long sum(List<? extends Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

  private static AttributeKeys allKeys(String capture) throws IOException {
    JsonNode document = new ObjectMapper().readTree(bytes(capture + ".json"));
    return AttributeKeys.of(document.findValuesAsText("key").stream().distinct().toList());
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = OtlpReaderCorpusTest.class.getResourceAsStream("/corpus/spans/" + file)) {
      return in.readAllBytes();
    }
  }
}
