package dev.spendbreaker.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as instrumentations, gateways and clouds report them, and the entry of the book meant. */
class PriceBookMatchTest {
  private static final PriceBook BOOK = PriceBook.bundled();

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # OpenTelemetry's provider names
          openai              | gpt-4o                                      | openai/gpt-4o
          openai              | gpt-4o-2024-08-06                           | openai/gpt-4o
          openai              | gpt-4o-2024-05-13                           | openai/gpt-4o-2024-05-13
          openai              | gpt-4o-mini-2024-07-18                      | openai/gpt-4o-mini
          openai              | GPT-4o                                      | openai/gpt-4o
          openai              | ' gpt-4o '                                  | openai/gpt-4o
          openai              | gpt-4.1-2025-04-14                          | openai/gpt-4.1
          openai              | gpt-4.1-2031-01-31                          | openai/gpt-4.1
          openai              | o3-2025-04-16                               | openai/o3
          openai              | chatgpt-4o-latest                           | openai/chatgpt-4o-latest
          openai              | text-embedding-3-small                      | openai/text-embedding-3-small
          openai              | ft:gpt-4o-mini-2024-07-18:acme::Abc123      | openai/ft:gpt-4o-mini
          openai              | gpt-99                                      |
          anthropic           | claude-sonnet-4-20250514                    | anthropic/claude-sonnet-4-0
          anthropic           | claude-3-5-sonnet-latest                    | anthropic/claude-3-5-sonnet
          anthropic           | claude-3-7-sonnet-20250219                  | anthropic/claude-3-7-sonnet-latest
          anthropic           | claude-opus-4-1-20250805                    | anthropic/claude-opus-4-1
          anthropic           | claude-haiku-4-5-20251001                   | anthropic/claude-haiku-4-5
          anthropic           | claude-opus-99                              |
          azure.ai.openai     | gpt-4o                                      | openai/gpt-4o
          azure.ai.openai     | gpt-35-turbo                                | openai/gpt-3.5-turbo
          azure.ai.openai     | o1                                          | azure/o1
          azure.ai.openai     | our-chat-prod                               |
          az.ai.openai        | gpt-4o-mini-2024-07-18                      | openai/gpt-4o-mini
          az.ai.inference     | phi-4                                       | azure/phi-4
          aws.bedrock         | us.anthropic.claude-sonnet-4-20250514-v1:0  | aws/regional.anthropic.claude-sonnet-4-20250514-v1:0
          aws.bedrock         | eu.anthropic.claude-sonnet-4-20250514-v1:0  | aws/regional.anthropic.claude-sonnet-4-20250514-v1:0
          aws.bedrock         | apac.anthropic.claude-sonnet-4-20250514-v1:0 | aws/regional.anthropic.claude-sonnet-4-20250514-v1:0
          aws.bedrock         | ca.anthropic.claude-sonnet-4-20250514-v1:0  | aws/regional.anthropic.claude-sonnet-4-20250514-v1:0
          aws.bedrock         | global.anthropic.claude-sonnet-4-20250514-v1:0 | aws/global.anthropic.claude-sonnet-4-20250514-v1:0
          aws.bedrock         | anthropic.claude-3-haiku-20240307-v1:0      | aws/regional.anthropic.claude-3-haiku-20240307-v1:0
          aws.bedrock         | amazon.nova-pro-v1:0                        | aws/amazon.nova-pro-v1:0
          aws.bedrock         | us.amazon.nova-lite-v1:0                    | aws/amazon.nova-lite-v1:0
          aws.bedrock         | us.meta.llama3-3-70b-instruct-v1:0          | aws/meta.llama3-3-70b-instruct-v1:0
          aws.bedrock         | openai.gpt-oss-120b-1:0                     | aws/openai.gpt-oss-120b-1:0
          aws.bedrock         | arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0 | aws/regional.anthropic.claude-sonnet-4-20250514-v1:0
          aws.bedrock         | arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0 | aws/amazon.nova-micro-v1:0
          aws.bedrock         | arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3 |
          gcp.gemini          | gemini-2.5-pro                              | google/gemini-2.5-pro
          gcp.gemini          | models/gemini-2.5-flash                     | google/gemini-2.5-flash
          gcp.gen_ai          | gemini-2.0-flash                            | google/gemini-2.0-flash
          gcp.vertex_ai       | publishers/google/models/gemini-2.0-flash-001 | google/gemini-2.0-flash
          gcp.vertex_ai       | projects/p1/locations/us-central1/publishers/google/models/gemini-2.5-pro | google/gemini-2.5-pro
          gcp.vertex_ai       | claude-sonnet-4@20250514                    | google/claude-4-sonnet
          gcp.vertex_ai       | publishers/anthropic/models/claude-haiku-4-5@20251001 | anthropic/claude-haiku-4-5
          vertex_ai           | gemini-2.5-flash-lite                       | google/gemini-2.5-flash-lite
          mistral_ai          | mistral-large-latest                        | mistral/mistral-large
          deepseek            | deepseek-chat                               | deepseek/deepseek-chat
          cohere              | command-r-plus-08-2024                      | cohere/command-r-plus
          groq                | openai/gpt-oss-120b                         | groq/openai/gpt-oss-120b
          perplexity          | sonar-pro                                   | perplexity/sonar-pro
          x_ai                | grok-4.3-20260501                           | x-ai/grok-4.3
          ibm.watsonx.ai      | mistral-large                               |
          # the AI SDK's
          openai.chat         | gpt-4o-mini                                 | openai/gpt-4o-mini
          openai.responses    | gpt-4.1                                     | openai/gpt-4.1
          azure-openai.chat   | o1                                          | azure/o1
          anthropic.messages  | claude-sonnet-4-20250514                    | anthropic/claude-sonnet-4-0
          google.generative-ai | gemini-2.5-flash                           | google/gemini-2.5-flash
          google.vertex.chat  | gemini-2.5-pro                              | google/gemini-2.5-pro
          amazon-bedrock      | us.amazon.nova-micro-v1:0                   | aws/amazon.nova-micro-v1:0
          mistral.chat        | mistral-small-latest                        | mistral/mistral-small-latest
          xai.chat            | grok-4.6                                    | x-ai/grok-4.6
          ollama.chat         | deepseek-r1                                 |
          gateway             | anthropic/claude-sonnet-4                   | anthropic/claude-sonnet-4-0
          # LiteLLM's
          litellm             | openai/gpt-4o                               | openai/gpt-4o
          litellm             | bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0 | aws/regional.anthropic.claude-sonnet-4-20250514-v1:0
          litellm             | bedrock/converse/us.amazon.nova-pro-v1:0    | aws/amazon.nova-pro-v1:0
          litellm             | azure/gpt-4o-2024-08-06                     | openai/gpt-4o
          litellm             | azure/eu/gpt-4o-2024-08-06                  | openai/gpt-4o
          litellm             | azure/our-chat-prod                         |
          litellm             | vertex_ai/gemini-2.5-pro                    | google/gemini-2.5-pro
          litellm             | gemini/gemini-2.5-flash                     | google/gemini-2.5-flash
          litellm             | openrouter/anthropic/claude-sonnet-4        | openrouter/anthropic/claude-sonnet-4
          litellm             | ollama/deepseek-r1                          |
          # a client library pointed at someone else's service
          openai              | claude-sonnet-4-20250514                    | anthropic/claude-sonnet-4-0
          openai              | deepseek-chat                               | deepseek/deepseek-chat
          openai              | anthropic/claude-sonnet-4                   | anthropic/claude-sonnet-4-0
          openai              | azure/our-chat-prod                         |
          openai              | ollama/gpt-oss-20b                          |
          openai              | deepseek/deepseek-r1:free                   | openrouter/deepseek/deepseek-r1:free
          openai              | llama-3.3-70b-versatile                     | groq/llama-3.3-70b-versatile
          anthropic           | glm-4.7                                     | zhipuai/GLM-4.7
          # no provider, or a framework in its place
                              | gpt-4o                                      | openai/gpt-4o
                              | claude-sonnet-4-20250514                    | anthropic/claude-sonnet-4-0
                              | text-embedding-3-large                      | openai/text-embedding-3-large
                              | openai:gpt-4o                               | openai/gpt-4o
                              | google-gla:gemini-2.5-flash                 | google/gemini-2.5-flash
                              | babbage                                     |
          strands-agents      | gpt-4o-mini-2024-07-18                      | openai/gpt-4o-mini
          strands-agents      | us.anthropic.claude-sonnet-4-20250514-v1:0  | aws/regional.anthropic.claude-sonnet-4-20250514-v1:0
          gcp.vertex.agent    | gemini-2.5-flash                            | google/gemini-2.5-flash
          gcp.vertex.agent    | openai/gpt-4o                               | openai/gpt-4o
          _OTHER              | gemini-2.5-pro                              | google/gemini-2.5-pro
          """)
  void shouldFindTheModelMeant(@Nullable String provider, String model, @Nullable String expected) {
    assertThat(BOOK.match(provider, model)).isEqualTo(expected);
  }

  @Test
  void shouldNotTakeAModelForFreeBecauseAnotherProviderGivesItAway() {
    // Gemma is free of charge on the Gemini API; whoever serves it behind OpenAI's may charge.
    assertThat(BOOK.match("gcp.gemini", "gemma-3-27b-it")).isEqualTo("google/gemma-3");
    assertThat(BOOK.match("openai", "google/gemma-3-27b-it")).isNull();
  }

  @Test
  void shouldNotMatchWithoutAModel() {
    assertThat(BOOK.match("openai", null)).isNull();
    assertThat(BOOK.match("openai", "")).isNull();
    assertThat(BOOK.match("openai", "  ")).isNull();
    assertThat(BOOK.match(null, null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"/", ":", "//", "/gpt-4o", "openai/", "openai//", "*", "*/gpt-4o", "models/", "."})
  void shouldNotMatchAFragmentOfAName(String model) {
    assertThat(BOOK.match(null, model)).isNull();
  }

  @Test
  void shouldNotMatchHostileNames() {
    String huge = "gpt-4o".repeat(64 * 1024 / 6);
    String nested = "openai/".repeat(36);

    assertThat(BOOK.match("openai", huge)).isNull();
    assertThat(BOOK.match(huge, "gpt-4o")).isNull();
    assertThat(BOOK.match("openai", "gpt-4o\u0000")).isNull();
    assertThat(BOOK.match("openai", "gpt-4o\n")).isNull();
    assertThat(BOOK.match("open\u001bai", "gpt-4o")).isNull();
    assertThat(BOOK.match("openai", nested)).isNull();
    assertThat(BOOK.match("openai", "\ud83d\ude00\ud800")).isNull();
  }
}
