package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.Attributes.attributes;
import static dev.spendbreaker.usage.Attributes.read;
import static dev.spendbreaker.usage.Attributes.readNamed;
import static dev.spendbreaker.usage.Attributes.unusableUsage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCountsTest {
  @ParameterizedTest
  @CsvSource({
    "gen_ai.usage.input_tokens, gen_ai.usage.output_tokens",
    "gen_ai.usage.prompt_tokens, gen_ai.usage.completion_tokens",
    "gen_ai.response.prompt_tokens, gen_ai.response.completion_tokens",
    "llm.token_count.prompt, llm.token_count.completion",
    "ai.usage.inputTokens, ai.usage.outputTokens",
    "ai.usage.promptTokens, ai.usage.completionTokens",
    "ai.usage.tokens, ai.usage.outputTokens"
  })
  void shouldReadTheTotalsOfEachVocabulary(String input, String output) throws Exception {
    assertThat(read(input, 100, output, 20).tokens()).isEqualTo(new Tokens(100, 20, 0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.cached_input_tokens",
        "gen_ai.usage.input_tokens.cached",
        "gen_ai.usage.input_cached_tokens",
        "gen_ai.usage.details.cache_read_tokens",
        "llm.token_count.prompt_details.cache_read",
        "llm.token_count.prompt_details.cache_input",
        "ai.usage.cachedInputTokens",
        "ai.usage.inputTokenDetails.cacheReadTokens"
      })
  void shouldReadCachedInput(String key) throws Exception {
    assertThat(read("gen_ai.usage.input_tokens", 100, key, 40).tokens())
        .isEqualTo(new Tokens(100, 0, 40, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.details.cache_write_tokens",
        "llm.token_count.prompt_details.cache_write",
        "ai.usage.inputTokenDetails.cacheWriteTokens"
      })
  void shouldReadInputWrittenToACache(String key) throws Exception {
    assertThat(read("gen_ai.usage.input_tokens", 100, key, 30).tokens())
        .isEqualTo(new Tokens(100, 0, 0, 30, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.output_tokens.reasoning",
        "gen_ai.usage.experimental.reasoning_tokens",
        "gen_ai.usage.thinking_tokens",
        "gen_ai.usage.details.reasoning_tokens",
        "gen_ai.usage.details.thoughts_tokens",
        "llm.token_count.completion_details.reasoning",
        "ai.usage.reasoningTokens",
        "ai.usage.outputTokenDetails.reasoningTokens"
      })
  void shouldReadReasoning(String key) throws Exception {
    assertThat(read("gen_ai.usage.output_tokens", 50, key, 8).tokens())
        .isEqualTo(new Tokens(0, 50, 0, 0, 8));
  }

  /** Langfuse's parts stand beside the totals: input 60 + 40 read + 30 written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"input\":60,\"output\":20}|60|20|0|0|0",
        "{\"prompt_tokens\":60,\"completion_tokens\":20,\"total_tokens\":80}|60|20|0|0|0",
        "{\"input\":60,\"input_cached_tokens\":40,\"output\":20}|100|20|40|0|0",
        "{\"input\":60,\"input_cache_read\":40,\"output\":20}|100|20|40|0|0",
        "{\"input\":60,\"cache_read_input_tokens\":40,\"cache_creation_input_tokens\":30}|130|0|40|30|0",
        "{\"output\":20,\"output_reasoning_tokens\":5}|0|25|0|0|5",
        "{\"output\":20,\"output_reasoning\":5}|0|25|0|0|5",
        "{ }|0|0|0|0|0"
      })
  void shouldReadLangfuseUsageDetails(
      String json, long input, long output, long cacheRead, long cacheWrite, long reasoning)
      throws Exception {
    SpanFacts facts = read("operation.cost", 1, "langfuse.observation.usage_details", json);

    assertThat(facts.tokens())
        .isEqualTo(new Tokens(input, output, cacheRead, cacheWrite, reasoning));
  }

  @Test
  void shouldCountLangfuseAudioBesideTheTotals() throws Exception {
    String json =
        "{\"input\":60,\"input_audio_tokens\":40,\"output\":20,\"output_audio_tokens\":5}";

    assertThat(read("langfuse.observation.usage_details", json).tokens())
        .isEqualTo(withAudio(100, 25, 0, 40, 0, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"input\":-1}", "{\"input\":1.5}", "{\"input\":{}}", "[60]", "{\"input\""})
  void shouldRefuseOddLangfuseUsageDetails(String json) {
    assertThat(unusableUsage(UsageSettings.DEFAULTS, "langfuse.observation.usage_details", json))
        .startsWith("langfuse.observation.usage_details is '");
  }

  @Test
  void shouldReadPartsThatLangSmithTellsInJson() throws Exception {
    SpanFacts facts =
        read(
            "gen_ai.usage.input_tokens",
            100,
            "gen_ai.usage.output_tokens",
            50,
            "gen_ai.usage.input_token_details",
            "{\"cache_read\": 40, \"cache_creation\": 30}",
            "gen_ai.usage.output_token_details",
            "{\"reasoning\": 8}");

    assertThat(facts.tokens()).isEqualTo(new Tokens(100, 50, 40, 30, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.audio.input_tokens",
        "gen_ai.usage.input_audio_tokens",
        "gen_ai.usage.input_tokens.audio",
        "gen_ai.usage.details.input_audio_tokens",
        "llm.token_count.prompt_details.audio"
      })
  void shouldReadAudioInput(String key) throws Exception {
    assertThat(read("gen_ai.usage.input_tokens", 100, key, 40).tokens())
        .isEqualTo(withAudio(100, 0, 0, 40, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.audio.cache_read.input_tokens",
        "gen_ai.usage.cache_audio_read_tokens",
        "gen_ai.usage.details.cache_audio_read_tokens"
      })
  void shouldReadAudioInputThatWasCached(String key) throws Exception {
    assertThat(
            read(
                    "gen_ai.usage.input_tokens",
                    100,
                    "gen_ai.usage.cache_read.input_tokens",
                    50,
                    "gen_ai.usage.audio.input_tokens",
                    40,
                    key,
                    30)
                .tokens())
        .isEqualTo(withAudio(100, 0, 50, 40, 30, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.audio.output_tokens",
        "gen_ai.usage.output_audio_tokens",
        "gen_ai.usage.output_tokens.audio",
        "gen_ai.usage.details.output_audio_tokens",
        "llm.token_count.completion_details.audio"
      })
  void shouldReadAudioOutput(String key) throws Exception {
    assertThat(read("gen_ai.usage.output_tokens", 50, key, 8).tokens())
        .isEqualTo(withAudio(0, 50, 0, 0, 0, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.details.cache_write_1h_tokens",
        "gen_ai.usage.cache_creation.ephemeral_1h_input_tokens",
        "gen_ai.usage.cache_creation.ephemeral_1h.input_tokens",
        "dash0.gen_ai.usage.cache_creation.ephemeral_1h.input_tokens"
      })
  void shouldReadInputThatACacheKeepsForAnHour(String key) throws Exception {
    assertThat(
            read(
                    "gen_ai.usage.input_tokens",
                    100,
                    "gen_ai.usage.cache_creation.input_tokens",
                    60,
                    key,
                    40)
                .tokens())
        .isEqualTo(new Tokens(100, 0, 0, 60, 0, 40, Tokens.Audio.NONE));
  }

  @Test
  void shouldNotReadAudioTokensOfWhichItIsNotKnownWhetherTheyWereInputOrOutput() throws Exception {
    SpanFacts facts =
        read("gen_ai.usage.input_tokens", 100, "gen_ai.usage.details.audio_tokens", 40);

    assertThat(facts.tokens()).isEqualTo(new Tokens(100, 0, 0, 0, 0));
  }

  @Test
  void shouldAddAudioWhereTheTotalsCannotHoldIt() throws Exception {
    SpanFacts facts =
        read(
            "gen_ai.usage.input_tokens", 10,
            "gen_ai.usage.output_tokens", 5,
            "gen_ai.usage.input_audio_tokens", 90,
            "gen_ai.usage.output_audio_tokens", 30);

    assertThat(facts.tokens()).isEqualTo(withAudio(100, 35, 0, 90, 0, 30));
  }

  @Test
  void shouldCountAPartInAllThatItIsAPartOf() throws Exception {
    assertThat(
            read(
                    "gen_ai.usage.input_tokens", 100,
                    "gen_ai.usage.audio.cache_read.input_tokens", 30)
                .tokens())
        .isEqualTo(withAudio(100, 0, 30, 30, 30, 0));
    assertThat(
            read(
                    "gen_ai.usage.input_tokens", 100,
                    "gen_ai.usage.details.cache_write_1h_tokens", 40)
                .tokens())
        .isEqualTo(new Tokens(100, 0, 0, 40, 0, 40, Tokens.Audio.NONE));
  }

  private static Tokens withAudio(
      long input, long output, long cacheRead, long inAudio, long cachedAudio, long outAudio) {
    Tokens.Audio audio = new Tokens.Audio(inAudio, cachedAudio, outAudio);
    return new Tokens(input, output, cacheRead, 0, 0, 0, audio);
  }

  @Test
  void shouldReadClaudeCodeNamesOnItsOwnSpansOnly() throws Exception {
    Object[] counts = {
      "input_tokens", 2, "output_tokens", 7, "cache_read_tokens", 90, "cache_creation_tokens", 8
    };

    assertThat(readNamed("claude_code.llm_request", counts).tokens())
        .isEqualTo(new Tokens(100, 7, 90, 8, 0));
    assertThat(readNamed("llm_request", counts).hasUsage()).isFalse();
  }

  @Test
  void shouldAlwaysAddCachedInputToWhatClaudeCodeReports() throws Exception {
    SpanFacts facts =
        readNamed(
            "claude_code.llm_request",
            "input_tokens",
            500,
            "output_tokens",
            7,
            "cache_read_tokens",
            90,
            "cache_creation_tokens",
            8);

    assertThat(facts.tokens()).isEqualTo(new Tokens(598, 7, 90, 8, 0));
  }

  @Test
  void shouldTakeTheTotalsFromOneVocabulary() throws Exception {
    SpanFacts facts =
        read(
            "gen_ai.usage.output_tokens", 20,
            "llm.token_count.prompt", 100,
            "llm.token_count.completion", 21,
            "ai.usage.inputTokens", 102);

    assertThat(facts.tokens()).isEqualTo(new Tokens(0, 20, 0, 0, 0));
  }

  @Test
  void shouldReadTheNextVocabularyWhenTheFirstReportsNothing() throws Exception {
    SpanFacts facts =
        read("gen_ai.usage.input_tokens", 0, "llm.token_count.prompt", 100, "ai.usage.tokens", 7);

    assertThat(facts.tokens()).isEqualTo(new Tokens(100, 0, 0, 0, 0));
  }

  @Test
  void shouldTakeADetailFromItsOwnVocabularyFirst() throws Exception {
    SpanFacts facts =
        read(
            "llm.token_count.prompt", 100,
            "llm.token_count.prompt_details.cache_read", 11,
            "gen_ai.usage.cache_read.input_tokens", 12);

    assertThat(facts.tokens()).isEqualTo(new Tokens(100, 0, 11, 0, 0));
  }

  @Test
  void shouldAddCachedInputWhenTheSourceExcludedIt() throws Exception {
    SpanFacts facts =
        read(
            "gen_ai.usage.input_tokens", 4,
            "gen_ai.usage.cache_read.input_tokens", 29_447,
            "gen_ai.usage.cache_creation.input_tokens", 2_861);

    assertThat(facts.tokens()).isEqualTo(new Tokens(32_312, 0, 29_447, 2_861, 0));
  }

  @Test
  void shouldLeaveInputThatHoldsJustItsCachedPart() throws Exception {
    SpanFacts facts =
        read("gen_ai.usage.input_tokens", 40, "gen_ai.usage.cache_read.input_tokens", 40);

    assertThat(facts.tokens()).isEqualTo(new Tokens(40, 0, 40, 0, 0));
  }

  @Test
  void shouldAddReasoningWhenTheSourceExcludedIt() throws Exception {
    SpanFacts facts =
        read("gen_ai.usage.output_tokens", 5, "gen_ai.usage.reasoning.output_tokens", 30);

    assertThat(facts.tokens()).isEqualTo(new Tokens(0, 35, 0, 0, 30));
  }

  @Test
  void shouldNeverChargeAggregatedUsage() throws Exception {
    SpanFacts facts =
        read(
            "gen_ai.aggregated_usage.input_tokens", 1251,
            "gen_ai.aggregated_usage.output_tokens", 78);

    assertThat(facts.hasUsage()).isFalse();
    assertThat(new UsageReader(UsageSettings.DEFAULTS).keys())
        .noneMatch(key -> key.contains("aggregated"));
  }

  @Test
  void shouldReadCountsOfAnyNumericType() throws Exception {
    for (Object count : List.of(1200, 1200L, 1200.0, "1200", "1200.0", "1.2e3")) {
      assertThat(read("gen_ai.usage.input_tokens", count).tokens())
          .as("count %s", count)
          .isEqualTo(new Tokens(1200, 0, 0, 0, 0));
    }
  }

  @Test
  void shouldTakeAnEmptyCountAsAbsent() throws Exception {
    assertThat(read("gen_ai.usage.input_tokens", "", "gen_ai.usage.prompt_tokens", 7).tokens())
        .isEqualTo(new Tokens(7, 0, 0, 0, 0));
  }

  @Test
  void shouldRefuseCountsThatCannotBe() {
    for (Object count :
        List.of(
            -1,
            -1.0,
            "-5",
            1_000_000_000_001L,
            1e13,
            "1e999999999",
            "1e-999999999",
            Long.MIN_VALUE,
            1.5,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            "many",
            true,
            attributes("an", "object"),
            "9".repeat(2_000))) {
      assertThat(unusableUsage("gen_ai.usage.output_tokens", count))
          .as("count %s", count)
          .startsWith("gen_ai.usage.output_tokens is ")
          .hasSizeBetween(10, 200);
    }
  }

  @Test
  void shouldBelieveTheLargestCountButNoSumAboveIt() throws Exception {
    assertThat(read("gen_ai.usage.input_tokens", Tokens.MAX).tokens())
        .isEqualTo(new Tokens(Tokens.MAX, 0, 0, 0, 0));
    assertThat(
            unusableUsage(
                "gen_ai.usage.input_tokens", 1, "gen_ai.usage.cache_read.input_tokens", Tokens.MAX))
        .contains("add up to 1000000000001");
  }
}
