package dev.spendbreaker.bench;

import com.google.protobuf.ByteString;
import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Spans a second, one thread: the reader, and the generated protobuf classes reading the same
 * attributes. A record holds 50 spans of about 25 attributes, of which 7 are read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class OtlpReaderBenchmark {
  private static final int SPANS = 50;

  /** The first of these are read; a reader looks for many more than a span has. */
  private static final List<String> KEYS =
      List.of(
          "gen_ai.operation.name",
          "gen_ai.provider.name",
          "gen_ai.response.model",
          "gen_ai.agent.name",
          "gen_ai.conversation.id",
          "gen_ai.usage.input_tokens",
          "gen_ai.usage.output_tokens",
          "gen_ai.usage.cost",
          "gen_ai.usage.cost.amount",
          "gen_ai.usage.prompt_tokens",
          "gen_ai.usage.completion_tokens",
          "gen_ai.usage.reasoning_tokens",
          "gen_ai.usage.cache_read.input_tokens",
          "gen_ai.usage.cache_write.input_tokens",
          "gen_ai.task.id",
          "gen_ai.agent.id",
          "gen_ai.system",
          "openinference.span.kind",
          "llm.token_count.prompt",
          "llm.token_count.completion",
          "llm.cost.total",
          "llm.request.type",
          "ai.usage.inputTokens",
          "ai.usage.outputTokens",
          "ai.telemetry.functionId",
          "traceloop.span.kind",
          "traceloop.entity.name",
          "agentcore.agent.id",
          "agentcore.task.id",
          "agentcore.cost.usd",
          "operation.cost",
          "session.id",
          "langfuse.session.id",
          "graph.node.id",
          "agent.name",
          "service.name");

  private static final int TEXTS = 5;
  private static final int COUNTS = 2;

  /** Characters of prompt text a span carries. */
  @Param({"0", "1024", "4096"})
  public int promptText;

  private final AttributeKeys keys = AttributeKeys.of(KEYS);
  private final OtlpReader reader = new OtlpReader(keys);
  private byte[] message = new byte[0];

  /** Builds the record. */
  @Setup
  public void setUp() {
    Random random = new Random(1);
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < SPANS; i++) {
      scope.addSpans(span(random));
    }
    ResourceSpans.Builder group = ResourceSpans.newBuilder().addScopeSpans(scope);
    group.getResourceBuilder().addAttributes(text("service.name", "research"));
    group.getResourceBuilder().addAttributes(text("telemetry.sdk.language", "python"));
    message = TracesData.newBuilder().addResourceSpans(group).build().toByteArray();
  }

  /** This project's reader. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void reader(Blackhole sink) throws Exception {
    reader.read(message, null, new Sink(sink));
  }

  /** The generated classes, and a linear search of the attributes. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void generatedClasses(Blackhole sink) throws Exception {
    for (ResourceSpans group : TracesData.parseFrom(message).getResourceSpansList()) {
      for (ScopeSpans scope : group.getScopeSpansList()) {
        scope.getSpansList().forEach(span -> consume(span, sink));
      }
    }
  }

  private void consume(Span span, Blackhole sink) {
    sink.consume(span.getTraceId());
    sink.consume(span.getSpanId());
    sink.consume(span.getEndTimeUnixNano());
    for (KeyValue attribute : span.getAttributesList()) {
      int key = keys.indexOf(attribute.getKey());
      if (key >= TEXTS && key < TEXTS + COUNTS) {
        sink.consume(attribute.getValue().getIntValue());
      } else if (key >= 0 && key < TEXTS) {
        sink.consume(attribute.getValue().getStringValue());
      }
    }
  }

  private record Sink(Blackhole sink) implements SpanHandler {
    @Override
    public void span(SpanView span) {
      sink.consume(span.traceIdLow());
      sink.consume(span.spanId());
      sink.consume(span.endTimeUnixNano());
      AttributeView attributes = span.attributes();
      for (int key = 0; key < TEXTS; key++) {
        sink.consume(attributes.text(key));
      }
      for (int key = TEXTS; key < TEXTS + COUNTS; key++) {
        sink.consume(attributes.longValue(key));
      }
    }

    @Override
    public void unusable(String reason) {
      throw new IllegalStateException(reason);
    }
  }

  private Span span(Random random) {
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
