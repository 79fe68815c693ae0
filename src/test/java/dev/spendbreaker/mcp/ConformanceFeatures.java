package dev.spendbreaker.mcp;

import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the official conformance suite wants to find on a server; it says so with each scenario. */
final class ConformanceFeatures {
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
  private static final String WAV =
      "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";
  private static final Map<String, Object> NO_ARGUMENTS = Schemas.object().build();
  private static final int MISSING_CAPABILITY = -32021;

  /** What a tool of the suite does. */
  private interface Handler
      extends BiFunction<McpAsyncServerExchange, CallToolRequest, Mono<CallToolResult>> {}

  private ConformanceFeatures() {}

  static McpFeatures all() {
    return new McpFeatures(
        McpSchema.Implementation.builder("conformance", "1").build(),
        "For the conformance suite.",
        tools().toList(),
        Set.of(),
        resources(),
        List.of(template()),
        prompts(),
        List.of(completion()),
        uri -> 0);
  }

  private static Stream<AsyncToolSpecification> tools() {
    return Stream.concat(
        Stream.of(
            tool("test_simple_text", content(text("This is a simple text response for testing."))),
            tool("test_image_content", content(image())),
            tool(
                "test_audio_content",
                content(McpSchema.AudioContent.builder(WAV, "audio/wav").build())),
            tool("test_embedded_resource", content(embedded("test://embedded-resource"))),
            tool(
                "test_multiple_content_types",
                content(
                    text("Multiple content types test:"),
                    image(),
                    embedded("test://mixed-content"))),
            tool("test_error_handling", ConformanceFeatures::failing),
            tool("test_tool_with_logging", ConformanceFeatures::logging),
            tool("test_logging_tool", ConformanceFeatures::logging),
            tool("test_tool_with_progress", ConformanceFeatures::progressing),
            tool("test_missing_capability", ConformanceFeatures::needingSampling),
            tool("test_streaming_elicitation", content(text("nothing was asked"))),
            tool("json_schema_2020_12_tool", fullVocabulary(), content(text("ok")))),
        toolsThatAsk());
  }

  /** Tools that send requests to the client, as revisions with sessions let them. */
  private static Stream<AsyncToolSpecification> toolsThatAsk() {
    return Stream.of(
        tool("test_sampling", argument("prompt"), ConformanceFeatures::sampling),
        tool(
            "test_elicitation",
            argument("message"),
            eliciting(
                request -> String.valueOf(request.arguments().get("message")),
                Map.of("username", Map.of("type", "string"), "email", Map.of("type", "string")))),
        tool("test_elicitation_sep1034_defaults", eliciting(any -> "With defaults", defaults())),
        tool("test_elicitation_sep1330_enums", eliciting(any -> "With choices", choices())));
  }

  private static AsyncToolSpecification tool(String name, Handler handler) {
    return tool(name, NO_ARGUMENTS, handler);
  }

  private static AsyncToolSpecification tool(
      String name, Map<String, Object> input, Handler handler) {
    McpSchema.Tool tool =
        McpSchema.Tool.builder(name, input).description("For the conformance suite.").build();
    return new AsyncToolSpecification(tool, handler);
  }

  private static Map<String, Object> argument(String name) {
    return Schemas.object().required(name, Schemas.text("Any text.")).build();
  }

  private static Handler content(Content... blocks) {
    return (exchange, request) -> Mono.just(result(blocks));
  }

  private static CallToolResult result(Content... blocks) {
    return CallToolResult.builder(Arrays.asList(blocks)).isError(false).build();
  }

  private static TextContent text(String text) {
    return TextContent.builder(text).build();
  }

  private static Content image() {
    return McpSchema.ImageContent.builder(PNG, "image/png").build();
  }

  private static McpSchema.EmbeddedResource embedded(String uri) {
    return McpSchema.EmbeddedResource.builder(textOf(uri, "An embedded resource.")).build();
  }

  private static ResourceContents textOf(String uri, String text) {
    return McpSchema.TextResourceContents.builder(uri, text).mimeType("text/plain").build();
  }

  private static Mono<CallToolResult> failing(
      McpAsyncServerExchange exchange, CallToolRequest request) {
    Content what = text("This tool intentionally returns an error for testing");
    return Mono.just(CallToolResult.builder(List.of(what)).isError(true).build());
  }

  private static Mono<CallToolResult> logging(
      McpAsyncServerExchange exchange, CallToolRequest request) {
    return Flux.just("Tool execution started", "Tool processing data", "Tool execution completed")
        .concatMap(
            line ->
                exchange.loggingNotification(
                    McpSchema.LoggingMessageNotification.builder(McpSchema.LoggingLevel.INFO, line)
                        .build()))
        .then(Mono.just(result(text("logged"))));
  }

  private static Mono<CallToolResult> progressing(
      McpAsyncServerExchange exchange, CallToolRequest request) {
    Object token = request.progressToken();
    return Flux.just(0.0, 50.0, 100.0)
        .concatMap(
            done ->
                exchange.progressNotification(
                    McpSchema.ProgressNotification.builder(token, done).total(100.0).build()))
        .then(Mono.just(result(text("done"))));
  }

  private static Mono<CallToolResult> needingSampling(
      McpAsyncServerExchange exchange, CallToolRequest request) {
    return exchange.getClientCapabilities().sampling() == null
        ? Mono.error(
            McpError.builder(MISSING_CAPABILITY)
                .message("the client has no sampling")
                .data(Map.of("requiredCapabilities", Map.of("sampling", Map.of())))
                .build())
        : Mono.just(result(text("sampling is there")));
  }

  private static Mono<CallToolResult> sampling(
      McpAsyncServerExchange exchange, CallToolRequest request) {
    String prompt = String.valueOf(request.arguments().get("prompt"));
    McpSchema.SamplingMessage message =
        McpSchema.SamplingMessage.builder(Role.USER, text(prompt)).build();
    return exchange
        .createMessage(McpSchema.CreateMessageRequest.builder(List.of(message), 100).build())
        .map(answer -> result(text("LLM response: " + answer.content())));
  }

  private static Handler eliciting(
      Function<CallToolRequest, String> message, Map<String, Object> properties) {
    return (exchange, request) ->
        exchange
            .createElicitation(
                McpSchema.ElicitFormRequest.builder(
                        message.apply(request),
                        Map.of(
                            "type",
                            "object",
                            "properties",
                            properties,
                            "required",
                            List.copyOf(properties.keySet())))
                    .build())
            .map(
                answer ->
                    result(
                        text(
                            "action=%s, content=%s".formatted(answer.action(), answer.content()))));
  }

  private static Map<String, Object> defaults() {
    return Map.of(
        "name", Map.of("type", "string", "default", "John Doe"),
        "age", Map.of("type", "integer", "default", 30),
        "score", Map.of("type", "number", "default", 95.5),
        "status",
            Map.of(
                "type",
                "string",
                "enum",
                List.of("active", "inactive", "pending"),
                "default",
                "active"),
        "verified", Map.of("type", "boolean", "default", true));
  }

  private static Map<String, Object> choices() {
    List<String> options = List.of("option1", "option2", "option3");
    return Map.of(
        "untitledSingle", Map.of("type", "string", "enum", options),
        "titledSingle", Map.of("type", "string", "oneOf", titled("Option")),
        "legacyEnum",
            Map.of(
                "type", "string",
                "enum", List.of("opt1", "opt2", "opt3"),
                "enumNames", List.of("Option One", "Option Two", "Option Three")),
        "untitledMulti",
            Map.of("type", "array", "items", Map.of("type", "string", "enum", options)),
        "titledMulti", Map.of("type", "array", "items", Map.of("anyOf", titled("Choice"))));
  }

  private static List<Map<String, String>> titled(String what) {
    return List.of(
        Map.of("const", "value1", "title", "First " + what),
        Map.of("const", "value2", "title", "Second " + what),
        Map.of("const", "value3", "title", "Third " + what));
  }

  /** Keywords of JSON Schema 2020-12 that must reach the client as they are. */
  private static Map<String, Object> fullVocabulary() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("type", "object");
    schema.put(
        "$defs",
        Map.of(
            "address",
            Map.of(
                "$anchor",
                "address",
                "type",
                "object",
                "properties",
                Map.of("street", Map.of("type", "string")))));
    schema.put(
        "properties",
        Map.of("name", Map.of("type", "string"), "address", Map.of("$ref", "#/$defs/address")));
    schema.put(
        "allOf",
        List.of(
            Map.of(
                "anyOf",
                List.of(
                    Map.of("required", List.of("name")), Map.of("required", List.of("address"))))));
    schema.put("if", Map.of("required", List.of("address")));
    schema.put("then", Map.of("required", List.of("name")));
    schema.put("else", Map.of());
    schema.put("additionalProperties", false);
    return schema;
  }

  private static List<AsyncResourceSpecification> resources() {
    return List.of(
        resource("test://static-text", "text/plain", textOf("test://static-text", "Static text.")),
        resource(
            "test://static-binary",
            "image/png",
            McpSchema.BlobResourceContents.builder("test://static-binary", PNG)
                .mimeType("image/png")
                .build()),
        resource(
            "test://watched-resource",
            "text/plain",
            textOf("test://watched-resource", "Watched.")));
  }

  private static AsyncResourceSpecification resource(
      String uri, String type, ResourceContents contents) {
    return new AsyncResourceSpecification(
        McpSchema.Resource.builder(uri, uri).mimeType(type).build(),
        (exchange, request) ->
            Mono.just(McpSchema.ReadResourceResult.builder(List.of(contents)).build()));
  }

  private static AsyncResourceTemplateSpecification template() {
    String template = "test://template/{id}/data";
    return new AsyncResourceTemplateSpecification(
        McpSchema.ResourceTemplate.builder(template, "template")
            .mimeType("application/json")
            .build(),
        (exchange, request) -> {
          String id =
              new UriTemplates()
                  .create(template)
                  .extractVariableValues(request.uri())
                  .getOrDefault("id", "");
          ResourceContents contents = textOf(request.uri(), "{\"id\": \"%s\"}".formatted(id));
          return Mono.just(McpSchema.ReadResourceResult.builder(List.of(contents)).build());
        });
  }

  private static List<AsyncPromptSpecification> prompts() {
    return List.of(
        prompt("test_simple_prompt", List.of(), given -> List.of(text("A simple prompt."))),
        prompt(
            "test_prompt_with_arguments",
            List.of("arg1", "arg2"),
            given ->
                List.of(
                    text(
                        "Prompt with arguments: arg1='%s', arg2='%s'"
                            .formatted(given.get("arg1"), given.get("arg2"))))),
        prompt(
            "test_prompt_with_embedded_resource",
            List.of("resourceUri"),
            given ->
                List.of(embedded(String.valueOf(given.get("resourceUri"))), text("Process this."))),
        prompt(
            "test_prompt_with_image",
            List.of(),
            given -> List.of(image(), text("Please analyze the image above."))));
  }

  private static AsyncPromptSpecification prompt(
      String name, List<String> arguments, Function<Map<String, Object>, List<Content>> messages) {
    McpSchema.Prompt prompt =
        McpSchema.Prompt.builder(name)
            .description("For the conformance suite.")
            .arguments(
                arguments.stream()
                    .map(it -> McpSchema.PromptArgument.builder(it).required(true).build())
                    .toList())
            .build();
    return new AsyncPromptSpecification(
        prompt,
        (exchange, request) -> {
          Map<String, Object> given = request.arguments() == null ? Map.of() : request.arguments();
          List<PromptMessage> filled =
              messages.apply(given).stream()
                  .map(content -> PromptMessage.builder(Role.USER, content).build())
                  .toList();
          return Mono.just(McpSchema.GetPromptResult.builder(filled).build());
        });
  }

  private static AsyncCompletionSpecification completion() {
    return new AsyncCompletionSpecification(
        new McpSchema.PromptReference("test_prompt_with_arguments"),
        (exchange, request) ->
            Mono.just(
                new McpSchema.CompleteResult(
                    new McpSchema.CompleteResult.CompleteCompletion(
                        List.of("test one", "test two"), 2, false))));
  }
}
