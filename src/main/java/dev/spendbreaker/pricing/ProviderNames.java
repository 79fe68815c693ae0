package dev.spendbreaker.pricing;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names instrumentations and gateways give to providers, where the price book's own rules do
 * not know them or take them for another: {@code gen_ai.provider.name} and {@code gen_ai.system} of
 * the OpenTelemetry semantic conventions, provider ids of the AI SDK, prefixes of LiteLLM's and
 * Pydantic AI's model names. All in lower case.
 */
final class ProviderNames {
  /** The book's id by other name. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          entry("bedrock", "aws"),
          entry("bedrock_converse", "aws"),
          entry("aws.bedrock", "aws"),
          entry("aws_bedrock", "aws"),
          entry("amazon-bedrock", "aws"),
          entry("amazon_bedrock", "aws"),
          entry("azure.ai.openai", "azure"),
          entry("azure.ai.inference", "azure"),
          entry("azure.openai", "azure"),
          entry("azure-openai", "azure"),
          entry("azure_openai", "azure"),
          entry("azure_ai", "azure"),
          entry("az.ai.openai", "azure"),
          entry("az.ai.inference", "azure"),
          entry("cloudflare-workers-ai", "cloudflare"),
          entry("workers-ai", "cloudflare"),
          entry("cohere_chat", "cohere"),
          entry("fireworks_ai", "fireworks"),
          entry("fireworks-ai", "fireworks"),
          entry("fireworks.ai", "fireworks"),
          entry("gcp.gemini", "google"),
          entry("gcp.gen_ai", "google"),
          entry("gcp.vertex_ai", "google"),
          entry("gemini", "google"),
          entry("google-gla", "google"),
          entry("google-vertex", "google"),
          entry("google_genai", "google"),
          entry("google_vertexai", "google"),
          entry("vertex_ai", "google"),
          entry("vertex_ai_beta", "google"),
          entry("vertexai", "google"),
          entry("copilot", "github-copilot"),
          entry("github_copilot", "github-copilot"),
          entry("mistral_ai", "mistral"),
          entry("mistralai", "mistral"),
          entry("moonshot", "moonshotai"),
          entry("moonshot_ai", "moonshotai"),
          entry("novita_ai", "novita"),
          entry("novita-ai", "novita"),
          entry("open_router", "openrouter"),
          entry("perplexity_ai", "perplexity"),
          entry("pplx", "perplexity"),
          entry("together_ai", "together"),
          entry("together-ai", "together"),
          entry("togetherai", "together"),
          entry("together.ai", "together"),
          entry("voyage", "voyageai"),
          entry("x_ai", "x-ai"),
          entry("x.ai", "x-ai"),
          entry("xai", "x-ai"),
          entry("z.ai", "zai"),
          entry("z_ai", "zai"),
          entry("z-ai", "zai"),
          entry("zhipu", "zhipuai"),
          entry("zhipu_ai", "zhipuai"));

  /**
   * Providers the book does not have. Many serve open models under the names their home providers
   * sell them by, so a price from elsewhere would be wrong.
   */
  private static final Set<String> UNLISTED =
      Set.of(
          "anyscale",
          "aws.sagemaker",
          "databricks",
          "dashscope",
          "deepinfra",
          "docker_model_runner",
          "friendliai",
          "hosted_vllm",
          "hugging_face",
          "huggingface",
          "hyperbolic",
          "ibm.watsonx.ai",
          "llama.cpp",
          "llama_cpp",
          "llamacpp",
          "llamafile",
          "lm_studio",
          "lm-studio",
          "lmstudio",
          "localai",
          "nebius",
          "nvidia_nim",
          "oci",
          "ollama",
          "ollama_chat",
          "replicate",
          "sagemaker",
          "sambanova",
          "sglang",
          "snowflake",
          "tgi",
          "vllm",
          "volcengine",
          "watsonx",
          "xinference");

  /** Frameworks that put their own name where the provider's belongs, and look like a provider. */
  private static final Set<String> FRAMEWORKS = Set.of("gcp.vertex.agent", "openai-agents");

  /** Providers whose API others speak too: the name may tell the client library, not the seller. */
  private static final Set<String> SPOKEN_BY_OTHERS = Set.of("openai", "anthropic");

  private ProviderNames() {}

  static @Nullable String aliased(String name) {
    return ALIASES.get(name);
  }

  static boolean isUnlisted(String name) {
    return UNLISTED.contains(name);
  }

  static boolean isFramework(String name) {
    return FRAMEWORKS.contains(name);
  }

  static boolean isSpokenByOthers(String id) {
    return SPOKEN_BY_OTHERS.contains(id);
  }

  /** The AI SDK's {@code openai.chat} to {@code openai}; other names as they are. */
  static String withoutApi(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }
}
