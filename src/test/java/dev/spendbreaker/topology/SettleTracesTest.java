package dev.spendbreaker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.trace.Charge;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettleTracesTest {
  private final Pipeline pipeline = new Pipeline();
  private final TestOutputTopic<String, LedgerEvent> ledger =
      pipeline.output(
          "spendbreaker-by-agent-repartition",
          new StringDeserializer(),
          Codecs.ledgerEvent().deserializer());

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldForwardOneRecordPerAgentOfABatch() {
    pipeline.spans(
        Spans.trace(1, pipeline.nowMillis())
            .agent(1, 0, "planner")
            .call(2, 1, 0.10)
            .agent(3, 1, "worker")
            .call(4, 3, 0.20)
            .call(5, 3, 0.30)
            .toBytes());

    assertThat(ledger.readKeyValuesToList())
        .extracting(entry -> entry.key)
        .containsExactlyInAnyOrder("agent/planner", "agent/worker");
  }

  @Test
  void shouldSplitManyChargesSoThatNoRecordOutgrowsItsTopic() {
    Spans spans = Spans.trace(1, pipeline.nowMillis());
    for (int id = 1; id <= 600; id++) {
      spans.call(id, "a", "t", 0.5);
    }
    pipeline.spans(spans.toBytes());

    assertThat(ledger.readValuesToList())
        .extracting(event -> ((Charges) event).charges().size())
        .containsExactly(250, 250, 100);
  }

  @Test
  void shouldChargeTheSameSpanOnce() {
    byte[] message = Spans.trace(1, pipeline.nowMillis()).call(1, "a", "t", 0.5).toBytes();
    pipeline.spans(message).spans(message).advance(Duration.ofMinutes(30)).spans(message);
    assertThat(costs()).containsExactly(Map.entry("a", 500_000_000L));
  }

  @Test
  void shouldMoveTheChargeWhenTheAgentBecomesKnown() {
    // given a call that arrives long before the span that says whose it is
    List<byte[]> reversed =
        Spans.trace(1, pipeline.nowMillis())
            .agent(1, 0, "planner")
            .call(2, 1, 0.5)
            .oneByOneInReverse();

    // when only the call is known it is charged to the service
    pipeline.spans(reversed.get(0));
    assertThat(costs()).containsExactly(Map.entry("tests", 500_000_000L));

    // then the agent's span moves it, and nothing is charged twice
    pipeline.advance(Duration.ofMinutes(10)).spans(reversed.get(1));
    assertThat(costs())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("tests", -500_000_000L, "planner", 500_000_000L));
  }

  @Test
  void shouldForgetATraceAnHourAfterItsLastSpan() {
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(1, "a", "t", 0.5).toBytes());
    pipeline.advance(Duration.ofMinutes(50));
    pipeline.spans(Spans.trace(1, pipeline.nowMillis()).call(2, "a", "t", 0.5).toBytes());

    // an hour after the first span, but not after the last
    pipeline.advance(Duration.ofMinutes(20));
    assertThat(count(Names.TRACE_STORE)).isEqualTo(1);

    pipeline.advance(Duration.ofMinutes(41));
    assertThat(count(Names.TRACE_STORE)).isZero();
    assertThat(count(Names.TRACE_TIMER_STORE)).isZero();
  }

  /** What was charged to each agent since the last call, nano-USD. */
  private Map<String, Long> costs() {
    return ledger.readValuesToList().stream()
        .flatMap(event -> ((Charges) event).charges().stream())
        .collect(
            Collectors.groupingBy(
                Charge::agent, Collectors.summingLong(charge -> charge.usage().costNanos())));
  }

  private int count(String store) {
    KeyValueStore<Bytes, byte[]> entries = pipeline.store(store);
    int count = 0;
    try (KeyValueIterator<Bytes, byte[]> all = entries.all()) {
      while (all.hasNext()) {
        all.next();
        count++;
      }
    }
    return count;
  }
}
