package dev.spendbreaker.demo;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One turn of a simulated agent as a trace: an {@code invoke_agent} span, which repeats its calls'
 * usage as real instrumentations do, model calls and a tool call below it.
 */
final class Turn {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int CALL_MILLIS = 40;

  private final AgentProfile agent;
  private final String task;
  private final long inputTokens;
  private final Random random;
  private final ByteString traceId;
  private final ByteString rootId;
  private long nanos;

  /**
   * @param number of the turn, from 0
   * @param endMillis when it ends
   */
  Turn(AgentProfile agent, String task, int number, long endMillis, Random random) {
    this.agent = agent;
    this.task = task;
    this.inputTokens = agent.inputTokens() + (long) agent.inputGrowth() * number;
    this.random = random;
    this.traceId = id(16);
    this.rootId = id(8);
    this.nanos = (endMillis - (agent.callsPerTurn() + 1L) * CALL_MILLIS) * NANOS_PER_MILLI;
  }

  /** The turn as an exporter sends it, children before their parent. */
  ExportTraceServiceRequest request() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < agent.callsPerTurn(); i++) {
      spans.add(modelCall());
    }
    spans.add(toolCall());
    spans.add(root());
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "demo")))
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
        .build();
  }

  private Span modelCall() {
    return span("chat " + agent.model(), id(8))
        .setParentSpanId(rootId)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", agent.provider()))
        .addAttributes(text("gen_ai.request.model", agent.model()))
        .addAttributes(number("gen_ai.usage.input_tokens", inputTokens))
        .addAttributes(number("gen_ai.usage.output_tokens", agent.outputTokens()))
        .build();
  }

  private Span toolCall() {
    return span("execute_tool search", id(8))
        .setParentSpanId(rootId)
        .addAttributes(text("gen_ai.operation.name", "execute_tool"))
        .addAttributes(text("gen_ai.tool.name", "search"))
        .build();
  }

  private Span root() {
    return span("invoke_agent " + agent.name(), rootId)
        .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
        .addAttributes(text("gen_ai.agent.name", agent.name()))
        .addAttributes(text("gen_ai.conversation.id", task))
        .addAttributes(number("gen_ai.usage.input_tokens", inputTokens * agent.callsPerTurn()))
        .addAttributes(
            number(
                "gen_ai.usage.output_tokens", (long) agent.outputTokens() * agent.callsPerTurn()))
        .build();
  }

  private Span.Builder span(String name, ByteString id) {
    long start = nanos;
    nanos += CALL_MILLIS * NANOS_PER_MILLI;
    return Span.newBuilder()
        .setTraceId(traceId)
        .setSpanId(id)
        .setName(name)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(nanos);
  }

  private ByteString id(int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    ByteBuffer.wrap(id).put((byte) (id[0] | 1));
    return ByteString.copyFrom(id);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
