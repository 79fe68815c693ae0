package dev.spendbreaker.mcp;

import io.modelcontextprotocol.server.McpServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.util.List;
import java.util.Set;

/**
 * What the server offers, the same in every revision of the protocol.
 *
 * @param instructions tell a model what the server is for
 * @param withheld names of tools that are left out, as they change something
 * @param versions tells when a resource has changed
 */
record McpFeatures(
    Implementation server,
    String instructions,
    List<AsyncToolSpecification> tools,
    Set<String> withheld,
    List<AsyncResourceSpecification> resources,
    List<AsyncResourceTemplateSpecification> resourceTemplates,
    List<AsyncPromptSpecification> prompts,
    List<AsyncCompletionSpecification> completions,
    ResourceVersions versions) {

  static final ServerCapabilities CAPABILITIES =
      ServerCapabilities.builder()
          .tools(false)
          .resources(true, false)
          .prompts(false)
          .completions()
          .build();
}
