package dev.spendbreaker.bench;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One trace of an agent: 3 to 12 spans, model calls and tools below the agent's span. */
final class TraceBuilder {
  private static final int MIN_SPANS = 3;
  private static final int MAX_SPANS = 12;
  private static final double TOOLS = 0.3;
  private static final long SPAN_NANOS = 40_000_000;

  /** Provider and model. */
  private static final List<List<String>> MODELS =
      List.of(
          List.of("openai", "gpt-4o-mini"),
          List.of("openai", "gpt-4o"),
          List.of("anthropic", "claude-3-5-sonnet-20241022"));

  private final Instrumentation instrumentation;
  private final Random random;
  private final ByteString traceId;
  private final ByteString rootId;
  private long nanos;

  /**
   * @param startMillis when it starts, milliseconds since the epoch
   */
  TraceBuilder(Instrumentation instrumentation, long startMillis, Random random) {
    this.instrumentation = instrumentation;
    this.random = random;
    this.nanos = startMillis * 1_000_000;
    this.traceId = id(16);
    this.rootId = id(8);
  }

  /** The spans in the order in which they end: the agent's comes last. */
  List<Span> spans(String agent, String task, String prompt) {
    int count = MIN_SPANS + random.nextInt(MAX_SPANS - MIN_SPANS + 1);
    List<Span> spans = new ArrayList<>(count);
    for (int i = 1; i < count; i++) {
      boolean tool = random.nextDouble() < TOOLS;
      Attributes attributes =
          tool ? instrumentation.tool() : instrumentation.call(call(agent, task, prompt));
      spans.add(span(tool ? "search" : "chat", id(8), attributes).setParentSpanId(rootId).build());
    }
    spans.add(span(agent, rootId, instrumentation.agent(agent, task)).build());
    return spans;
  }

  private ModelCall call(String agent, String task, String prompt) {
    List<String> model = MODELS.get(random.nextInt(MODELS.size()));
    long input = 200L + random.nextInt(8_000);
    return new ModelCall(
        agent,
        task,
        model.get(0),
        model.get(1),
        input,
        input / 2,
        20 + random.nextInt(1_000),
        prompt);
  }

  /** The models that are called. */
  static List<String> models() {
    return MODELS.stream().map(model -> model.get(1)).toList();
  }

  private Span.Builder span(String name, ByteString id, Attributes attributes) {
    long start = nanos;
    nanos += SPAN_NANOS;
    return Span.newBuilder()
        .setTraceId(traceId)
        .setSpanId(id)
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(nanos)
        .addAllAttributes(attributes.all());
  }

  private ByteString id(int length) {
    byte[] id = new byte[length];
    random.nextBytes(id);
    id[0] |= 1; // never all zero
    return ByteString.copyFrom(id);
  }
}
