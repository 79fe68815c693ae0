package dev.spendbreaker.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;

/** What the parameters of requests have to look like; the SDK fails on others. */
final class RequestParams {
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          McpSchema.METHOD_TOOLS_CALL, McpSchema.CallToolRequest.class,
          McpSchema.METHOD_RESOURCES_READ, McpSchema.ReadResourceRequest.class,
          McpSchema.METHOD_RESOURCES_SUBSCRIBE, McpSchema.SubscribeRequest.class,
          McpSchema.METHOD_RESOURCES_UNSUBSCRIBE, McpSchema.UnsubscribeRequest.class,
          McpSchema.METHOD_PROMPT_GET, McpSchema.GetPromptRequest.class,
          McpSchema.METHOD_COMPLETION_COMPLETE, McpSchema.CompleteRequest.class,
          McpSchema.METHOD_LOGGING_SET_LEVEL, McpSchema.SetLevelRequest.class);

  private RequestParams() {}

  /**
   * Checks a message.
   *
   * @throws RpcException where it is a request with other parameters than its method takes
   */
  static void check(RpcMessage message) {
    Class<?> type = message.method() == null ? null : TYPES.get(message.method());
    if (type != null) {
      Object unused = message.paramsAs(type);
    }
  }
}
