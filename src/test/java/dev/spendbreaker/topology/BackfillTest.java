package dev.spendbreaker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The settling processor by itself, so that it can be stopped in the middle of a backfill. */
class BackfillTest {
  private static final int TRACES = 300;
  private static final long NOW = 1_700_000_000_000L;
  private static final PriceBook PRICES =
      PriceBook.parse(List.of("format 1", "source none 1.0.0 2026-01-01"));

  private final List<KeyValueStore<?, byte[]>> stores = new ArrayList<>();

  /** How often each trace, by its id, fed the ledger of its team. */
  private final Map<String, Integer> fed = new HashMap<>();

  /** Each look at the clock takes a tenth of a millisecond. */
  private long nanos;

  private MockProcessorContext<String, LedgerEvent> context = new MockProcessorContext<>();
  private Processor<TraceId, SettleEvent, String, LedgerEvent> settler = processor();

  @BeforeEach
  void start() {
    stores.add(store(Names.TRACE_STORE, Serdes.Bytes()));
    stores.add(store(Names.TRACE_TIMER_STORE, Serdes.Bytes()));
    stores.add(store(Names.UNPRICED_STORE, Serdes.Bytes()));
    stores.add(store(Names.SHAPE_STORE, Serdes.String()));
    stores.add(store(Names.PRICE_STORE, Serdes.String()));
    for (KeyValueStore<?, byte[]> store : stores) {
      store.init(context.getStateStoreContext(), store);
    }
    restart();
  }

  @AfterEach
  void close() {
    stores.forEach(KeyValueStore::close);
  }

  @Test
  void shouldGoOnAfterARestartInTheMiddleAndFeedEachTraceOnce() {
    spendInEveryTrace();
    settle(teamPolicy());
    sweep();
    sweep();
    assertThat(fed()).hasSizeBetween(1, TRACES - 1);

    restart();
    sweepAll();

    assertThat(fed()).hasSize(TRACES);
    assertThat(fed().values()).containsOnly(1);
  }

  @Test
  void shouldNotSweepAgainAfterARestartWhenAllIsBackfilled() {
    spendInEveryTrace();
    settle(teamPolicy());
    sweepAll();

    restart();
    long before = nanos;
    sweep();

    assertThat(nanos - before).isLessThanOrEqualTo(1_000_000);
    assertThat(fed()).hasSize(TRACES);
    assertThat(fed().values()).containsOnly(1);
  }

  @Test
  void shouldFeedATraceThatIsTouchedBeforeTheSweepGetsToItAndNoMoreThen() {
    spendInEveryTrace();
    settle(teamPolicy());
    settle(call(TRACES, 1));
    assertThat(fed()).containsExactly(Map.entry(trace(TRACES).toHex(), 1));

    sweepAll();

    assertThat(fed()).hasSize(TRACES);
    assertThat(fed().values()).containsOnly(1);
  }

  @Test
  void shouldLetRecordsHaveTheirTurnAfterASlice() {
    spendInEveryTrace();
    settle(teamPolicy());

    for (int slice = 0; slice < 3; slice++) {
      long before = nanos;
      sweep();
      assertThat(nanos - before).isBetween(10_000_000L, 11_000_000L);
    }
  }

  private void spendInEveryTrace() {
    for (int i = 1; i <= TRACES; i++) {
      settle(call(i, 1));
    }
    context.resetForwards();
  }

  private void settle(SettleEvent event) {
    settler.process(new Record<>(new TraceId(0, 0), event, NOW));
  }

  private static SettleEvent call(int trace, long spanId) {
    SpanFacts span =
        new SpanFacts(
            spanId,
            0,
            SpanKind.MODEL_CALL,
            NOW,
            Tokens.ZERO,
            5,
            null,
            "m",
            "agent",
            null,
            null,
            null,
            Map.of("team", "team-" + trace % 3),
            ResourceFacts.NONE);
    return new SettleEvent.Spans(new TraceBatch(trace(trace), List.of(span)));
  }

  private static TraceId trace(int number) {
    return new TraceId(-number, number);
  }

  private static SettleEvent teamPolicy() {
    byte[] json =
        "{\"version\":1,\"scope\":{\"team\":\"*\"},\"limit\":{\"usd\":1}}"
            .getBytes(StandardCharsets.UTF_8);
    Policy policy = PolicyDocuments.parse("p", json, 1, Dimensions.with(List.of("team")));
    return new PolicyChange("p", policy, 1);
  }

  /** As many punctuations as are more than enough. */
  private void sweepAll() {
    for (int slice = 0; slice < 20; slice++) {
      sweep();
    }
  }

  /** One punctuation: of the most frequent one there is. */
  private void sweep() {
    context.scheduledPunctuators().stream()
        .filter(timer -> !timer.cancelled())
        .min(Comparator.comparing(CapturedPunctuator::getInterval))
        .orElseThrow()
        .getPunctuator()
        .punctuate(NOW);
  }

  private Map<String, Integer> fed() {
    for (var forward : context.forwarded()) {
      if (forward.record().value() instanceof Charges charges
          && charges.shapes().equals(List.of(new Shape(List.of("team"))))) {
        charges.charges().forEach(charge -> fed.merge(charge.task(), 1, Integer::sum));
      }
    }
    context.resetForwards();
    return fed;
  }

  private void restart() {
    fed();
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(NOW);
    stores.forEach(context::addStateStore);
    settler = processor();
    settler.init(context);
  }

  private Processor<TraceId, SettleEvent, String, LedgerEvent> processor() {
    return new SettleTraces(PRICES, Duration.ofHours(1), 1_000, () -> nanos += 100_000).get();
  }

  private static <K> KeyValueStore<K, byte[]> store(String name, Serde<K> keys) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
        .withLoggingDisabled()
        .withCachingDisabled()
        .build();
  }
}
