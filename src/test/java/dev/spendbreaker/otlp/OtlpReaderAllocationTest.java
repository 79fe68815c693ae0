package dev.spendbreaker.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading protobuf makes no objects for spans or attributes, only for texts that are asked for. */
class OtlpReaderAllocationTest {
  private static final int SPANS = 1000;

  @Test
  void shouldNotAllocatePerSpanOrAttribute() throws Exception {
    OtlpReader reader = new OtlpReader(AttributeKeys.of(List.of("tokens", "model")));
    byte[] message = message();
    Sum sum = new Sum();
    reader.read(message, null, sum);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    reader.read(message, null, sum);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(sum.tokens).isEqualTo(2 * 7 * SPANS);
    assertThat(allocated).isLessThan(SPANS);
  }

  private static byte[] message() {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int i = 0; i < SPANS; i++) {
      spans.addSpans(
          Span.newBuilder()
              .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
              .setSpanId(ByteString.copyFromUtf8("01234567"))
              .addAttributes(attribute("tokens", AnyValue.newBuilder().setIntValue(7)))
              .addAttributes(attribute("prompt", AnyValue.newBuilder().setStringValue("hello")))
              .addAttributes(attribute("model", AnyValue.newBuilder().setStringValue("gpt-4o"))));
    }
    TracesData.Builder traces = TracesData.newBuilder();
    traces.addResourceSpansBuilder().addScopeSpans(spans);
    return traces.build().toByteArray();
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static final class Sum implements SpanHandler {
    private long tokens;

    @Override
    public void span(SpanView span) {
      tokens += span.attributes().longValue(0);
    }

    @Override
    public void unusable(String reason) {
      throw new AssertionError(reason);
    }
  }
}
