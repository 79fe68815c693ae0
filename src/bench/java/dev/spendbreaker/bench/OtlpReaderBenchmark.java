package dev.spendbreaker.bench;

import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.List;
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
    message = SpanRecords.record(SPANS, promptText);
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
}
