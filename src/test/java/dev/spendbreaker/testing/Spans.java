package dev.spendbreaker.testing;

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
import java.util.Arrays;
import java.util.List;

/** Builds OTLP messages: the spans of one trace, in the order they are added. */
public final class Spans {
  private final long trace;
  private final long endMillis;
  private final List<Span> spans = new ArrayList<>();
  private final Resource.Builder resource =
      Resource.newBuilder().addAttributes(text("service.name", "tests"));

  private Spans(long trace, long endMillis) {
    this.trace = trace;
    this.endMillis = endMillis;
  }

  /**
   * A trace.
   *
   * @param trace its id, above 0
   * @param endMillis when each of its spans ends
   */
  public static Spans trace(long trace, long endMillis) {
    return new Spans(trace, endMillis);
  }

  /** An {@code invoke_agent} span. */
  public Spans agent(long id, long parent, String name) {
    return add(
        id, parent, text("gen_ai.operation.name", "invoke_agent"), text("gen_ai.agent.name", name));
  }

  /** A model call of an agent and a task that reports its cost. */
  public Spans call(long id, String agent, String task, double costUsd) {
    return add(
        id,
        0,
        text("gen_ai.operation.name", "chat"),
        text("gen_ai.request.model", "gpt-4o-mini"),
        text("gen_ai.agent.name", agent),
        text("gen_ai.conversation.id", task),
        number("gen_ai.usage.input_tokens", 100),
        number("gen_ai.usage.output_tokens", 20),
        cost(costUsd));
  }

  /** A model call below another span, with further attributes. */
  public Spans call(long id, long parent, double costUsd, KeyValue... attributes) {
    List<KeyValue> all = new ArrayList<>(List.of(attributes));
    all.add(text("gen_ai.operation.name", "chat"));
    all.add(number("gen_ai.usage.input_tokens", 100));
    all.add(number("gen_ai.usage.output_tokens", 20));
    all.add(cost(costUsd));
    return add(id, parent, all.toArray(new KeyValue[0]));
  }

  /** Attributes of the resource of all spans, besides a service name. */
  public Spans resource(KeyValue... attributes) {
    resource.addAllAttributes(Arrays.asList(attributes));
    return this;
  }

  /** A span with these attributes. */
  public Spans add(long id, long parent, KeyValue... attributes) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(traceId())
            .setSpanId(id(id))
            .setName("span " + id)
            .setEndTimeUnixNano(endMillis * 1_000_000)
            .addAllAttributes(Arrays.asList(attributes));
    if (parent != 0) {
      span.setParentSpanId(id(parent));
    }
    spans.add(span.build());
    return this;
  }

  /** A span whose id is too short to use. */
  public Spans broken() {
    spans.add(
        Span.newBuilder()
            .setTraceId(traceId())
            .setSpanId(ByteString.copyFrom(new byte[] {1, 2}))
            .setName("broken")
            .build());
    return this;
  }

  /** One message with all spans. */
  public byte[] toBytes() {
    return message(spans);
  }

  /** One message for each span, the last span first. */
  public List<byte[]> oneByOneInReverse() {
    List<byte[]> messages = new ArrayList<>();
    for (int i = spans.size() - 1; i >= 0; i--) {
      messages.add(message(List.of(spans.get(i))));
    }
    return messages;
  }

  public static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  public static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  public static KeyValue cost(double usd) {
    return KeyValue.newBuilder()
        .setKey("gen_ai.usage.cost")
        .setValue(AnyValue.newBuilder().setDoubleValue(usd))
        .build();
  }

  private ByteString traceId() {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(7).putLong(trace).array());
  }

  private static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
  }

  private byte[] message(List<Span> spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource)
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
        .build()
        .toByteArray();
  }
}
