package dev.spendbreaker.mcp;

import com.google.protobuf.ByteString;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.trace.TraceId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A model call that is reported over MCP, as a span. Its ids are those given; of a span id alone
 * the trace id follows, so that the same call reported twice is one span; else they are random.
 *
 * @param task null where the task is the trace
 */
record SpanDraft(
    String agent, @Nullable String task, BigDecimal costUsd, TraceId traceId, long spanId) {

  static SpanDraft of(
      String agent,
      @Nullable String task,
      BigDecimal costUsd,
      @Nullable String traceId,
      @Nullable String spanId) {
    long span = spanId == null ? notZero() : HexFormat.fromHexDigitsToLong(spanId);
    return new SpanDraft(agent, task, costUsd, traceId(agent, task, traceId, spanId), span);
  }

  private static TraceId traceId(
      String agent, @Nullable String task, @Nullable String traceId, @Nullable String spanId) {
    if (traceId != null) {
      return new TraceId(
          HexFormat.fromHexDigitsToLong(traceId.substring(0, 16)),
          HexFormat.fromHexDigitsToLong(traceId.substring(16)));
    }
    if (spanId == null) {
      return new TraceId(notZero(), notZero());
    }
    String seed = agent + "\n" + (task == null ? "" : task) + "\n" + spanId;
    UUID derived = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
    return new TraceId(derived.getMostSignificantBits(), derived.getLeastSignificantBits());
  }

  private static long notZero() {
    return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
  }

  /** The task that is charged. */
  Scope scope() {
    return Scope.task(agent, task == null ? traceId.toHex() : task);
  }

  String spanHex() {
    return HexFormat.of().toHexDigits(spanId);
  }

  /** An OTLP message with this span. */
  byte[] toOtlp(long endMillis) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(traceId.toBytes()))
            .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(spanId).array()))
            .setName("otel_evaluate_spend")
            .setStartTimeUnixNano(endMillis * 1_000_000)
            .setEndTimeUnixNano(endMillis * 1_000_000)
            .addAttributes(text("gen_ai.operation.name", "chat"))
            .addAttributes(text("agentcore.agent.id", agent))
            .addAttributes(text("agentcore.cost.usd", costUsd.toPlainString()));
    if (task != null) {
      span.addAttributes(text("agentcore.task.id", task));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(text("service.name", "spendbreaker-mcp")))
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build()
        .toByteArray();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
