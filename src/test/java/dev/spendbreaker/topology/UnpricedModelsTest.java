package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Spans.number;
import static dev.spendbreaker.testing.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.pricing.UnpricedModelCodec;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnpricedModelsTest {
  private final Pipeline pipeline = new Pipeline();
  private long trace;

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldCountCallsByProviderAndModelAndSayWhenTheyWereSeen() {
    long first = pipeline.nowMillis();
    call("acme", "new");
    pipeline.advance(Duration.ofMinutes(1));
    call("acme", "new");
    call("other", "new");
    long last = pipeline.nowMillis();

    assertThat(counted())
        .containsExactlyInAnyOrder(
            new UnpricedModel("acme", "new", 2, first, last),
            new UnpricedModel("other", "new", 1, last, last));
  }

  @Test
  void shouldNotCountCallsWithAPriceOrACostOrWithoutUsage() {
    call("acme", "big");
    pipeline.spans(Spans.trace(++trace, pipeline.nowMillis()).call(1, "a", "t", 0.5).toBytes());
    pipeline.spans(
        Spans.trace(++trace, pipeline.nowMillis())
            .add(1, 0, text("gen_ai.operation.name", "chat"), text("gen_ai.request.model", "new"))
            .toBytes());

    assertThat(counted()).isEmpty();
  }

  @Test
  void shouldCountASpanOnceHoweverOftenItComes() {
    byte[] message =
        Spans.trace(++trace, pipeline.nowMillis()).add(1, 0, attributes("acme", "new")).toBytes();

    pipeline.spans(message).spans(message);

    assertThat(counted()).extracting(UnpricedModel::calls).containsExactly(1L);
  }

  @Test
  void shouldKeepTheCountWhenTheCallMovesToAnotherAgent() {
    long time = pipeline.nowMillis();
    List<byte[]> reversed =
        Spans.trace(++trace, time)
            .agent(1, 0, "planner")
            .add(2, 1, attributes("acme", "new"))
            .oneByOneInReverse();

    pipeline.spans(reversed.get(0)).advance(Duration.ofMinutes(1)).spans(reversed.get(1));

    assertThat(counted()).containsExactly(new UnpricedModel("acme", "new", 1, time, time));
  }

  @Test
  void shouldTakeBackTheCallThatTurnsOutToBeInstrumentedTwice() {
    // given the outer of two spans of one call, charged until the inner one is known
    List<byte[]> reversed =
        Spans.trace(++trace, pipeline.nowMillis())
            .add(2, 1, attributes("acme", "inner"))
            .add(1, 0, attributes("acme", "outer"))
            .oneByOneInReverse();
    pipeline.spans(reversed.get(0));
    assertThat(counted()).extracting(UnpricedModel::model).containsExactly("outer");

    pipeline.spans(reversed.get(1));

    assertThat(counted()).extracting(UnpricedModel::model).containsExactly("inner");
  }

  @Test
  void shouldCountTheCallsOfFurtherModelsTogether() {
    Spans spans = Spans.trace(++trace, pipeline.nowMillis());
    for (int i = 1; i <= UnpricedModels.MAX_NAMES + 5; i++) {
      spans.add(i, 0, attributes("acme", "model-" + i));
    }
    pipeline.spans(spans.toBytes());
    call("acme", "model-1");
    call("acme", "model-1003");

    List<UnpricedModel> counted = counted();
    assertThat(counted).hasSize(UnpricedModels.MAX_NAMES + 1);
    assertThat(calls(counted, "model-1")).isEqualTo(2);
    assertThat(calls(counted, UnpricedModel.OTHERS)).isEqualTo(6);
  }

  @Test
  void shouldCutLongNames() {
    String model = "m".repeat(300);
    call("acme", model);

    assertThat(counted()).extracting(UnpricedModel::model).containsExactly(model.substring(0, 256));
  }

  private static long calls(List<UnpricedModel> counted, String model) {
    return counted.stream()
        .filter(each -> model.equals(each.model()))
        .mapToLong(UnpricedModel::calls)
        .sum();
  }

  private void call(String provider, String model) {
    pipeline.spans(
        Spans.trace(++trace, pipeline.nowMillis())
            .add(1, 0, attributes(provider, model))
            .toBytes());
  }

  private List<UnpricedModel> counted() {
    KeyValueStore<Bytes, byte[]> store = pipeline.store(Names.UNPRICED_STORE);
    List<UnpricedModel> models = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> models.add(UnpricedModelCodec.decode(entry.value)));
    }
    return models;
  }

  private static KeyValue[] attributes(String provider, String model) {
    return new KeyValue[] {
      text("gen_ai.operation.name", "chat"),
      text("gen_ai.provider.name", provider),
      text("gen_ai.request.model", model),
      number("gen_ai.usage.input_tokens", 10),
      number("gen_ai.usage.output_tokens", 5)
    };
  }
}
