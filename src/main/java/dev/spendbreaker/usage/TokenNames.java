package dev.spendbreaker.usage;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How one vocabulary spells the token counts: the current spelling of each first, then deprecated
 * ones.
 *
 * @param onlyClaudeCode whether only the spans of Claude Code use it
 * @param totals what input and output hold
 */
record TokenNames(
    boolean onlyClaudeCode,
    Totals totals,
    List<AttributeKey> input,
    List<AttributeKey> output,
    List<AttributeKey> cacheRead,
    List<AttributeKey> cacheWrite,
    List<AttributeKey> cacheWrite1h,
    List<AttributeKey> reasoning,
    List<AttributeKey> inputAudio,
    List<AttributeKey> cacheReadAudio,
    List<AttributeKey> outputAudio) {

  /** What input and output hold. */
  enum Totals {
    /** Their parts; what is more than the total was left out of it. */
    WITH_PARTS,
    /** The same, but input never what was read from or written to a cache. */
    WITHOUT_CACHED,
    /** None of their parts. */
    WITHOUT_PARTS
  }

  /** The same; details that it lacks may come from the others, in their order. */
  TokenNames withDetailsOf(List<TokenNames> others) {
    return new TokenNames(
        onlyClaudeCode,
        totals,
        input,
        output,
        and(others, TokenNames::cacheRead),
        and(others, TokenNames::cacheWrite),
        and(others, TokenNames::cacheWrite1h),
        and(others, TokenNames::reasoning),
        and(others, TokenNames::inputAudio),
        and(others, TokenNames::cacheReadAudio),
        and(others, TokenNames::outputAudio));
  }

  private List<AttributeKey> and(
      List<TokenNames> others, Function<TokenNames, List<AttributeKey>> detail) {
    return Stream.concat(Stream.of(this), others.stream())
        .flatMap(names -> detail.apply(names).stream())
        .distinct()
        .toList();
  }

  /** All vocabularies, in order of preference (DESIGN §3, "How much"). */
  static List<TokenNames> all(KeyNumbers keys) {
    return List.of(
        genAi(keys),
        openInference(keys),
        vercel(keys),
        claudeCode(keys),
        langfuse(keys),
        langSmith(keys));
  }

  /**
   * OpenTelemetry GenAI semantic conventions, and what was written before they settled.
   *
   * <p>Of audio: the conventions' own ({@code gen_ai.usage.audio.*}), then those of LiveKit Agents
   * ({@code *_audio_tokens}), traceAI ({@code *_tokens.audio}) and Pydantic AI ({@code details.*}).
   * Not {@code details.audio_tokens}, which Pydantic AI has used for input and for output. The
   * conventions do not tell what a cache keeps for an hour; Pydantic AI does, and instrumentations
   * that name it as Anthropic's API does.
   *
   * <p>Of totals and reasoning: also what Semantic Kernel ({@code gen_ai.response.*}), Google ADK
   * ({@code experimental.*}), AG2 ({@code thinking_tokens}) and, of Gemini, Pydantic AI write.
   */
  private static TokenNames genAi(KeyNumbers keys) {
    return new TokenNames(
        false,
        Totals.WITH_PARTS,
        keys.keys(
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.prompt_tokens",
            "gen_ai.response.prompt_tokens"),
        keys.keys(
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.completion_tokens",
            "gen_ai.response.completion_tokens"),
        keys.keys(
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.cache_read_input_tokens",
            "gen_ai.usage.cache_read_tokens",
            "gen_ai.usage.cached_input_tokens",
            "gen_ai.usage.cached_tokens",
            "gen_ai.usage.input_cached_tokens",
            "gen_ai.usage.input_tokens.cached",
            "gen_ai.usage.details.cache_read_tokens",
            "gen_ai.usage.details.cache_read_input_tokens"),
        keys.keys(
            "gen_ai.usage.cache_write.input_tokens",
            "gen_ai.usage.cache_creation.input_tokens",
            "gen_ai.usage.cache_write_input_tokens",
            "gen_ai.usage.cache_creation_input_tokens",
            "gen_ai.usage.cache_write_tokens",
            "gen_ai.usage.cache_creation_tokens",
            "gen_ai.usage.input_tokens.cache_write",
            "gen_ai.usage.details.cache_write_tokens",
            "gen_ai.usage.details.cache_creation_input_tokens"),
        keys.keys(
            "gen_ai.usage.details.cache_write_1h_tokens",
            "gen_ai.usage.cache_creation.ephemeral_1h_input_tokens",
            "gen_ai.usage.cache_creation.ephemeral_1h.input_tokens",
            "dash0.gen_ai.usage.cache_creation.ephemeral_1h.input_tokens"),
        keys.keys(
            "gen_ai.usage.reasoning.output_tokens",
            "gen_ai.usage.reasoning_output_tokens",
            "gen_ai.usage.reasoning_tokens",
            "gen_ai.usage.output_tokens.reasoning",
            "gen_ai.usage.experimental.reasoning_tokens",
            "gen_ai.usage.thinking_tokens",
            "gen_ai.usage.details.reasoning_tokens",
            "gen_ai.usage.details.thoughts_tokens"),
        keys.keys(
            "gen_ai.usage.audio.input_tokens",
            "gen_ai.usage.input_audio_tokens",
            "gen_ai.usage.input_tokens.audio",
            "gen_ai.usage.details.input_audio_tokens"),
        keys.keys(
            "gen_ai.usage.audio.cache_read.input_tokens",
            "gen_ai.usage.cache_audio_read_tokens",
            "gen_ai.usage.details.cache_audio_read_tokens"),
        keys.keys(
            "gen_ai.usage.audio.output_tokens",
            "gen_ai.usage.output_audio_tokens",
            "gen_ai.usage.output_tokens.audio",
            "gen_ai.usage.details.output_audio_tokens"));
  }

  private static TokenNames openInference(KeyNumbers keys) {
    return new TokenNames(
        false,
        Totals.WITH_PARTS,
        keys.keys("llm.token_count.prompt"),
        keys.keys("llm.token_count.completion"),
        keys.keys(
            "llm.token_count.prompt_details.cache_read",
            "llm.token_count.prompt_details.cache_input"),
        keys.keys("llm.token_count.prompt_details.cache_write"),
        List.of(),
        keys.keys("llm.token_count.completion_details.reasoning"),
        keys.keys("llm.token_count.prompt_details.audio"),
        List.of(),
        keys.keys("llm.token_count.completion_details.audio"));
  }

  /** The Vercel AI SDK, which tells no audio; {@code ai.usage.tokens}: what an embedding reads. */
  private static TokenNames vercel(KeyNumbers keys) {
    return new TokenNames(
        false,
        Totals.WITH_PARTS,
        keys.keys("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"),
        keys.keys("ai.usage.outputTokens", "ai.usage.completionTokens"),
        keys.keys("ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"),
        keys.keys("ai.usage.inputTokenDetails.cacheWriteTokens"),
        List.of(),
        keys.keys("ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"),
        List.of(),
        List.of(),
        List.of());
  }

  /** Claude Code reports what the Anthropic API does, where cached input is counted apart. */
  private static TokenNames claudeCode(KeyNumbers keys) {
    return new TokenNames(
        true,
        Totals.WITHOUT_CACHED,
        keys.keys("input_tokens"),
        keys.keys("output_tokens"),
        keys.keys("cache_read_tokens", "cache_read_input_tokens"),
        keys.keys("cache_creation_tokens", "cache_creation_input_tokens"),
        List.of(),
        keys.keys("reasoning_tokens"),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * Langfuse: the API's own names, and those of its integrations, which take each part out of the
   * total and put {@code input_} or {@code output_} before its name.
   */
  private static TokenNames langfuse(KeyNumbers keys) {
    String usage = "langfuse.observation.usage_details";
    return new TokenNames(
        false,
        Totals.WITHOUT_PARTS,
        keys.members(usage, "input", "input_tokens", "prompt_tokens", "promptTokens"),
        keys.members(usage, "output", "output_tokens", "completion_tokens", "completionTokens"),
        keys.members(
            usage,
            "input_cached_tokens",
            "input_cache_read",
            "cache_read_input_tokens",
            "input_cache_read_input_tokens"),
        keys.members(
            usage,
            "input_cache_creation",
            "cache_creation_input_tokens",
            "input_cache_creation_input_tokens"),
        List.of(),
        keys.members(usage, "output_reasoning_tokens", "output_reasoning"),
        keys.members(usage, "input_audio_tokens", "input_audio"),
        List.of(),
        keys.members(usage, "output_audio_tokens", "output_audio"));
  }

  /** LangSmith gives its totals in the conventions' names, and only the parts in its own. */
  private static TokenNames langSmith(KeyNumbers keys) {
    String input = "gen_ai.usage.input_token_details";
    String output = "gen_ai.usage.output_token_details";
    return new TokenNames(
        false,
        Totals.WITH_PARTS,
        List.of(),
        List.of(),
        keys.members(input, "cache_read"),
        keys.members(input, "cache_creation"),
        List.of(),
        keys.members(output, "reasoning"),
        keys.members(input, "audio"),
        List.of(),
        keys.members(output, "audio"));
  }
}
