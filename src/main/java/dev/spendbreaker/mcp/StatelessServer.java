package dev.spendbreaker.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The SDK's stateless server over the same features as the one with sessions. */
final class StatelessServer {
  /** Where the context of a request holds its exchange. */
  static final String EXCHANGE = "exchange";

  /** Keeps the handler that the SDK gives it. */
  private static final class Transport implements McpStatelessServerTransport {
    @Nullable McpStatelessServerHandler handler;

    @Override
    public void setMcpHandler(McpStatelessServerHandler handler) {
      this.handler = handler;
    }

    @Override
    public Mono<Void> closeGracefully() {
      return Mono.empty();
    }
  }

  private StatelessServer() {}

  static McpStatelessServerHandler of(
      McpFeatures features, McpJsonMapper mapper, JsonSchemaValidator validator) {
    Transport transport = new Transport();
    var unused =
        McpServer.async(transport)
            .serverInfo(features.server())
            .instructions(features.instructions())
            .capabilities(McpFeatures.CAPABILITIES)
            .jsonMapper(mapper)
            .jsonSchemaValidator(validator)
            .validateToolInputs(false)
            .uriTemplateManagerFactory(new UriTemplates())
            .tools(
                features.tools().stream()
                    .map(it -> new AsyncToolSpecification(it.tool(), stateless(it.callHandler())))
                    .toList())
            .resources(
                features.resources().stream()
                    .map(
                        it ->
                            new AsyncResourceSpecification(
                                it.resource(), stateless(it.readHandler())))
                    .toList())
            .resourceTemplates(
                features.resourceTemplates().stream()
                    .map(
                        it ->
                            new AsyncResourceTemplateSpecification(
                                it.resourceTemplate(), stateless(it.readHandler())))
                    .toList())
            .prompts(
                features.prompts().stream()
                    .map(
                        it ->
                            new AsyncPromptSpecification(
                                it.prompt(), stateless(it.promptHandler())))
                    .toList())
            .completions(
                features.completions().stream()
                    .map(
                        it ->
                            new AsyncCompletionSpecification(
                                it.referenceKey(), stateless(it.completionHandler())))
                    .toList())
            .build();
    return Objects.requireNonNull(transport.handler);
  }

  private static <Q, R> BiFunction<McpTransportContext, Q, Mono<R>> stateless(
      BiFunction<McpAsyncServerExchange, Q, Mono<R>> handler) {
    return (context, request) ->
        handler.apply((McpAsyncServerExchange) context.get(EXCHANGE), request);
  }
}
