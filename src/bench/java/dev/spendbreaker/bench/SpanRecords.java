package dev.spendbreaker.bench;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.Random;

/** Records of model calls as an instrumented agent writes them: about 25 attributes a span. */
final class SpanRecords {
  private SpanRecords() {}

  /** OTLP protobuf; each span carries so many characters of prompt text. Always the same bytes. */
  static byte[] record(int spans, int promptText) {
    Random random = new Random(1);
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < spans; i++) {
      scope.addSpans(span(random, promptText));
    }
    ResourceSpans.Builder group = ResourceSpans.newBuilder().addScopeSpans(scope);
    group.getResourceBuilder().addAttributes(text("service.name", "research"));
    group.getResourceBuilder().addAttributes(text("telemetry.sdk.language", "python"));
    return TracesData.newBuilder().addResourceSpans(group).build().toByteArray();
  }

  private static Span span(Random random, int promptText) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(random, 16))
            .setSpanId(bytes(random, 8))
            .setParentSpanId(bytes(random, 8))
            .setName("chat gpt-4o-mini")
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setStartTimeUnixNano(1_795_407_441_615_000_000L)
            .setEndTimeUnixNano(1_795_407_441_833_000_000L)
            .addAttributes(text("gen_ai.operation.name", "chat"))
            .addAttributes(text("gen_ai.provider.name", "openai"))
            .addAttributes(text("gen_ai.request.model", "gpt-4o-mini"))
            .addAttributes(text("gen_ai.response.model", "gpt-4o-mini-2024-07-18"))
            .addAttributes(text("gen_ai.response.id", "chatcmpl-" + random.nextLong()))
            .addAttributes(text("gen_ai.agent.name", "research-agent"))
            .addAttributes(text("gen_ai.conversation.id", "conversation-" + random.nextInt(1000)))
            .addAttributes(number("gen_ai.usage.input_tokens", random.nextInt(10_000)))
            .addAttributes(number("gen_ai.usage.output_tokens", random.nextInt(2_000)))
            .addAttributes(number("gen_ai.request.max_tokens", 4096))
            .addAttributes(text("gen_ai.response.finish_reasons", "stop"))
            .addAttributes(text("gen_ai.output.type", "text"))
            .addAttributes(text("server.address", "api.openai.com"))
            .addAttributes(number("server.port", 443))
            .addAttributes(text("http.request.method", "POST"))
            .addAttributes(number("http.response.status_code", 200))
            .addAttributes(text("network.protocol.version", "1.1"))
            .addAttributes(text("thread.name", "asyncio_0"))
            .addAttributes(number("thread.id", 140_000_000_000L + random.nextInt(1000)))
            .addAttributes(text("code.function.name", "create_completion"))
            .addAttributes(text("code.file.path", "/app/agents/research.py"))
            .addAttributes(text("deployment.environment.name", "production"))
            .addAttributes(text("user.id", "user-" + random.nextInt(1000)));
    if (promptText > 0) {
      String half = "Tell me about it. ".repeat(promptText).substring(0, promptText / 2);
      span.addAttributes(text("gen_ai.input.messages", half));
      span.addAttributes(text("gen_ai.output.messages", half));
    }
    return span.build();
  }

  private static ByteString bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static KeyValue text(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  private static KeyValue number(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }
}
