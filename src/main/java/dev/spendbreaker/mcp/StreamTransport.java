package dev.spendbreaker.mcp;

import dev.spendbreaker.http.EventStream;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The messages of one answer, each an event. */
final class StreamTransport implements McpStreamableServerTransport {
  private final EventStream stream;
  private final McpJsonMapper mapper;

  StreamTransport(EventStream stream, McpJsonMapper mapper) {
    this.stream = stream;
    this.mapper = mapper;
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    return sendMessage(message, null);
  }

  /** Streams cannot be resumed, so events have no ids. */
  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, @Nullable String messageId) {
    return Mono.fromRunnable(() -> stream.send(text(message)));
  }

  private String text(McpSchema.JSONRPCMessage message) {
    try {
      return mapper.writeValueAsString(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return mapper.convertValue(data, type);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(stream::end);
  }

  @Override
  public void close() {
    stream.end();
  }
}
