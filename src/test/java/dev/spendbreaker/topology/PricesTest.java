package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Pipeline.header;
import static dev.spendbreaker.testing.Pipeline.reason;
import static dev.spendbreaker.testing.Spans.number;
import static dev.spendbreaker.testing.Spans.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Policies;
import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.PriceOverrideCodec;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.topology.SettleEvent.PriceChange;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prices from their topic. Every call has 1,000,000 tokens in and as many out. */
class PricesTest {
  /** 4 USD in and 5 out, where the bundled price is 1 and 2. */
  private static final String NINE = "{\"version\": 1, \"input\": 4, \"output\": 5}";

  private static final long USD = 1_000_000_000;

  private final Pipeline pipeline = new Pipeline();
  private final TestOutputTopic<String, LedgerEvent> ledger =
      pipeline.output(
          "spendbreaker-by-agent-repartition",
          new StringDeserializer(),
          Codecs.ledgerEvent().deserializer());
  private long trace;

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldOverrideThePriceOfLaterSpansOnly() {
    assertThat(costOfCall("acme", "big")).isEqualTo(3 * USD);

    pipeline.price("acme/big", NINE);

    assertThat(ledger.isEmpty()).isTrue();
    assertThat(costOfCall("acme", "big")).isEqualTo(9 * USD);
  }

  @Test
  void shouldNotPriceAKnownSpanAnewWhenItsTraceIsSettledAgain() {
    // given a call that was charged at the bundled price, of an agent that is not known yet
    List<byte[]> reversed =
        Spans.trace(++trace, pipeline.nowMillis())
            .agent(1, 0, "planner")
            .add(2, 1, call("acme", "big"))
            .oneByOneInReverse();
    pipeline.spans(reversed.get(0));
    assertThat(charged().costNanos()).isEqualTo(3 * USD);

    // when the agent becomes known after the price has changed
    pipeline.price("acme/big", NINE).advance(Duration.ofMinutes(1));
    pipeline.spans(reversed.get(1));

    // then what moves is the old price: minus 3 here and 3 there
    assertThat(ledger.readValuesToList())
        .flatExtracting(event -> ((Charges) event).charges())
        .extracting(charge -> charge.agent() + " " + charge.usage().costNanos() / USD)
        .containsExactlyInAnyOrder("tests -3", "planner 3");
  }

  @Test
  void shouldReturnToTheBookWhenThePriceIsDeleted() {
    pipeline.price("acme/big", NINE);
    assertThat(costOfCall("acme", "big")).isEqualTo(9 * USD);

    pipeline.price("ACME/Big", null);

    assertThat(costOfCall("acme", "big")).isEqualTo(3 * USD);
    assertThat(prices().get("acme/big")).isNull();
  }

  @Test
  void shouldPriceAModelThatTheBookDoesNotHave() {
    assertThat(usageOfCall("acme", "new").unpricedCalls()).isEqualTo(1);

    pipeline.price("acme/new", NINE);

    Usage usage = usageOfCall("acme", "new");
    assertThat(usage.unpricedCalls()).isZero();
    assertThat(usage.costNanos()).isEqualTo(9 * USD);
  }

  @Test
  void shouldKeepTheLastGoodPriceWhenAMalformedOneComes() {
    pipeline.price("acme/big", NINE);
    pipeline.price("acme/big", NINE.replace("output", "ouput"));

    List<TestRecord<byte[], byte[]>> rejects = pipeline.rejects();
    assertThat(rejects).hasSize(1);
    assertThat(reason(rejects.get(0)))
        .isEqualTo(
            "$.ouput: unknown field 'ouput' — did you mean 'output'?; known are version, input,"
                + " output, cacheRead, cacheWrite, cacheWrite1h, reasoning, inputAudio,"
                + " cacheReadAudio, outputAudio, perCall");
    assertThat(header(rejects.get(0).headers(), "spendbreaker.reject.topic"))
        .isEqualTo("model-prices");
    assertThat(header(rejects.get(0).headers(), "spendbreaker.reject.offset")).isEqualTo("1");
    assertThat(rejects.get(0).key()).isEqualTo("acme/big".getBytes(UTF_8));
    assertThat(costOfCall("acme", "big")).isEqualTo(9 * USD);
  }

  @Test
  void shouldRejectAPriceOrADeletionWhoseKeyIsNoModel() {
    pipeline.price("big", NINE).price("", NINE).price("big", null);

    assertThat(pipeline.rejects())
        .hasSize(3)
        .allSatisfy(reject -> assertThat(reason(reject)).contains("must be provider/model"));
    assertThat(costOfCall("acme", "big")).isEqualTo(3 * USD);
  }

  @Test
  void shouldApplyPricesInTheOrderTheyCame() {
    pipeline.price("acme/big", NINE).price("acme/big", null).price("acme/big", NINE);
    pipeline.price("Acme/Big", "{\"version\": 1, \"input\": 0, \"output\": 7}");

    assertThat(costOfCall("acme", "big")).isEqualTo(7 * USD);
    PriceOverride stored = PriceOverrideCodec.decode(prices().get("acme/big"));
    assertThat(stored)
        .isEqualTo(new PriceOverride("acme/big", new ModelPrice(0, 7 * USD, 0, 0, 7 * USD, 0), 4));
  }

  @Test
  void shouldChargeAudioAtThePriceThatIsSetForIt() {
    pipeline.price("acme/big", "{\"version\": 1, \"input\": 1, \"output\": 2, \"inputAudio\": 10}");

    pipeline.spans(
        Spans.trace(++trace, pipeline.nowMillis())
            .add(1, 0, call("acme", "big"))
            .add(2, 0, call("acme", "big", number("gen_ai.usage.audio.input_tokens", 900_000)))
            .toBytes());

    // 1 + 2, and 0.1 x 1 + 0.9 x 10 + 2
    assertThat(((Charges) ledger.readValue()).charges())
        .extracting(charge -> charge.usage().costNanos())
        .containsExactly(3 * USD, 111 * USD / 10);
  }

  @Test
  void shouldSendAChangeToEveryPartitionAndLeaveSpansToTheirTrace() {
    SettlePartitioner partitioner = new SettlePartitioner();
    TraceId id = new TraceId(1, 2);

    assertThat(partitioner.partitions("t", id, new PriceChange("a/b", null), 3))
        .contains(Set.of(0, 1, 2));
    assertThat(partitioner.partitions("t", id, new PolicyChange("p", null, 1), 3))
        .contains(Set.of(0, 1, 2));
    assertThat(
            partitioner.partitions(
                "t", id, new SettleEvent.Spans(new TraceBatch(id, List.of())), 3))
        .isEmpty();
  }

  @Test
  void shouldReadEveryKindOfEventItWrites() {
    TraceBatch batch = new TraceBatch(new TraceId(1, 2), List.of());
    ModelPrice price = new ModelPrice(1, 2, 3, 4, 5, 6);
    List<SettleEvent> events =
        List.of(
            new SettleEvent.Spans(batch),
            new PriceChange("a/b", new PriceOverride("a/b", price, 300)),
            new PriceChange("a/b", null),
            new PolicyChange("p", Policies.policy("p").agent("a").usd("5").build(), 300),
            new PolicyChange("p", null, 7));

    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(SettleEventCodec.decode(SettleEventCodec.encode(event)))
                    .isEqualTo(event));
    assertThat(SettleEventCodec.encode(events.get(0))).isEqualTo(batch.encode());
  }

  private long costOfCall(String provider, String model) {
    return usageOfCall(provider, model).costNanos();
  }

  private Usage usageOfCall(String provider, String model) {
    pipeline.spans(
        Spans.trace(++trace, pipeline.nowMillis()).add(1, 0, call(provider, model)).toBytes());
    return charged();
  }

  private Usage charged() {
    return ((Charges) ledger.readValue()).charges().get(0).usage();
  }

  private KeyValueStore<String, byte[]> prices() {
    return pipeline.store(Names.PRICE_STORE);
  }

  private static KeyValue[] call(String provider, String model, KeyValue... more) {
    KeyValue[] call = {
      text("gen_ai.operation.name", "chat"),
      text("gen_ai.provider.name", provider),
      text("gen_ai.request.model", model),
      number("gen_ai.usage.input_tokens", 1_000_000),
      number("gen_ai.usage.output_tokens", 1_000_000)
    };
    return Stream.of(call, more).flatMap(Stream::of).toArray(KeyValue[]::new);
  }
}
