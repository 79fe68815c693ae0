package dev.spendbreaker.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.Problem;
import dev.spendbreaker.http.Problems;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** Turns tools into what the SDK calls: every failure is a result that the model can act on. */
final class ToolCalls {
  private ToolCalls() {}

  static AsyncToolSpecification specification(BudgetTool tool) {
    return new AsyncToolSpecification(
        tool.definition(), (exchange, request) -> Mono.fromFuture(() -> result(tool, request)));
  }

  private static CompletableFuture<McpSchema.CallToolResult> result(
      BudgetTool tool, McpSchema.CallToolRequest request) {
    return called(tool, request)
        .thenApply(ToolCalls::succeeded)
        .exceptionally(failure -> failed(explained(Problems.of(failure))));
  }

  private static CompletableFuture<ObjectNode> called(
      BudgetTool tool, McpSchema.CallToolRequest request) {
    try {
      return tool.call(Arguments.of(request.arguments(), tool.definition().inputSchema()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static ObjectNode explained(Problem problem) {
    return Json.MAPPER
        .createObjectNode()
        .put("code", problem.code())
        .put("message", problem.detail())
        .put("nextStep", problem.hint());
  }

  private static McpSchema.CallToolResult succeeded(ObjectNode content) {
    return McpSchema.CallToolResult.builder()
        .structuredContent(content)
        .addTextContent(text(content))
        .isError(false)
        .build();
  }

  /** Structured content is what the output schema says, and an error is not: it stands as text. */
  private static McpSchema.CallToolResult failed(ObjectNode content) {
    return McpSchema.CallToolResult.builder().addTextContent(text(content)).isError(true).build();
  }

  private static String text(ObjectNode content) {
    return new String(Json.bytes(content), UTF_8);
  }
}
