package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Pipeline.header;
import static dev.spendbreaker.testing.Pipeline.reason;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadSpansTest {
  private final Pipeline pipeline = new Pipeline();
  private final TestOutputTopic<TraceId, SettleEvent> batches =
      pipeline.output(
          "spendbreaker-by-trace-repartition",
          Codecs.traceId().deserializer(),
          Codecs.settleEvent().deserializer());

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldForwardOneBatchPerTraceOfARecord() {
    // given a record with spans of two traces
    byte[] first = Spans.trace(1, pipeline.nowMillis()).call(11, "a", "t", 0.5).toBytes();
    byte[] second =
        Spans.trace(2, pipeline.nowMillis()).agent(21, 0, "b").call(22, 21, 0.25).toBytes();

    // when OTLP messages are joined, which is appending their bytes
    pipeline.spans(join(first, second));

    // then
    List<TestRecord<TraceId, SettleEvent>> read = batches.readRecordsToList();
    assertThat(read).extracting(record -> record.key().low()).containsExactly(1L, 2L);
    assertThat(spans(read.get(1).value())).extracting(SpanFacts::spanId).containsExactly(21L, 22L);
    assertThat(pipeline.rejects()).isEmpty();
  }

  @Test
  void shouldReadJsonByItsContentAndByItsContentType() {
    String json =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[
          {"traceId":"0000000000000007000000000000000c","spanId":"0000000000000001","name":"chat"}]}]}]}""";
    pipeline.spans(json.getBytes(UTF_8));
    pipeline.spans(
        json.getBytes(UTF_8),
        new RecordHeaders().add("content-type", "application/json".getBytes(UTF_8)));
    assertThat(batches.readKeyValuesToList())
        .extracting(entry -> entry.key)
        .containsExactly(new TraceId(7, 12), new TraceId(7, 12));
  }

  @Test
  void shouldRejectATruncatedMessageUnchangedAndSayWhereItStood() {
    byte[] whole = Spans.trace(1, 0).call(11, "a", "t", 0.5).toBytes();
    byte[] truncated = Arrays.copyOf(whole, whole.length - 7);

    pipeline.spans(whole).spans(truncated).spans(whole);

    TestRecord<byte[], byte[]> reject = onlyReject();
    assertThat(reject.value()).isEqualTo(truncated);
    assertThat(header(reject.headers(), "spendbreaker.reject.topic")).isEqualTo("otlp_spans");
    assertThat(header(reject.headers(), "spendbreaker.reject.partition")).isEqualTo("0");
    assertThat(header(reject.headers(), "spendbreaker.reject.offset")).isEqualTo("1");
    assertThat(reason(reject)).isNotBlank();
    assertThat(batches.readValuesToList()).hasSize(2);
  }

  @Test
  void shouldRejectWhatIsNotOtlp() {
    pipeline.spans("{\"hello\": \"world\"}".getBytes(UTF_8));
    pipeline.spans(new byte[0]);
    pipeline.spans(null);
    pipeline.spans(new byte[] {(byte) 0xff, 0x13, 0x77, (byte) 0x80, 0x01});

    assertThat(pipeline.rejects()).hasSize(4).allSatisfy(r -> assertThat(reason(r)).isNotBlank());
    assertThat(batches.isEmpty()).isTrue();
  }

  @Test
  void shouldRejectWithoutItsValueWhatIsLargerThanTheTopicTakes() {
    byte[] large = new byte[Pipeline.MAX_RECORD_BYTES + 1];

    pipeline.spans(large);

    TestRecord<byte[], byte[]> reject = onlyReject();
    assertThat(reject.value()).isNull();
    assertThat(reason(reject)).endsWith("(left out here: its 100001 bytes)");
  }

  @Test
  void shouldChargeTheRestOfAMessageWithABrokenSpan() {
    byte[] message = Spans.trace(1, 0).call(11, "a", "t", 0.5).broken().toBytes();

    pipeline.spans(message);

    assertThat(spans(batches.readValue())).extracting(SpanFacts::spanId).containsExactly(11L);
    TestRecord<byte[], byte[]> reject = onlyReject();
    assertThat(reject.value()).isEqualTo(message);
    assertThat(reason(reject))
        .startsWith("1 thing in the message cannot be used")
        .contains("broken");
  }

  @Test
  void shouldRejectACostThatMakesNoSenseButForwardTheSpanWithoutItsUsage() {
    for (double cost : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 10_001}) {
      byte[] message = Spans.trace(1, 0).call(11, "a", "t", cost).toBytes();

      pipeline.spans(message);

      TestRecord<byte[], byte[]> reject = onlyReject();
      assertThat(reject.value()).isEqualTo(message);
      assertThat(reason(reject))
          .contains("span 'span 11': its usage is not charged: gen_ai.usage.cost is ");
      assertThat(spans(batches.readValue()))
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.kind()).isEqualTo(SpanKind.MODEL_CALL);
                assertThat(span.agentName()).isEqualTo("a");
                assertThat(span.session()).isEqualTo("t");
                assertThat(span.hasUsage()).isFalse();
              });
    }
  }

  @Test
  void shouldForwardANamedAgentWhoseCostMakesNoSenseWithTheCallsBelowIt() {
    pipeline.spans(
        Spans.trace(1, 0)
            .add(
                21,
                0,
                Spans.text("gen_ai.operation.name", "invoke_agent"),
                Spans.text("gen_ai.agent.name", "a"),
                Spans.cost(Double.NaN))
            .call(22, 21, 0.25)
            .toBytes());

    assertThat(spans(batches.readValue()))
        .extracting(SpanFacts::spanId, SpanFacts::agentName, SpanFacts::hasUsage)
        .containsExactly(tuple(21L, "a", false), tuple(22L, null, true));
    assertThat(reason(onlyReject())).startsWith("1 thing").contains("gen_ai.usage.cost is 'NaN'");
  }

  private static List<SpanFacts> spans(SettleEvent event) {
    return ((SettleEvent.Spans) event).batch().spans();
  }

  private TestRecord<byte[], byte[]> onlyReject() {
    List<TestRecord<byte[], byte[]>> rejects = pipeline.rejects();
    assertThat(rejects).hasSize(1);
    return rejects.get(0);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }
}
