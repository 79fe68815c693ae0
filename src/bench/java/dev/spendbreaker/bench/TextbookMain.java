package dev.spendbreaker.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * Spend by agent and hour as the documentation of the Kafka Streams DSL would have it, exactly-once
 * and else with the default settings. Arguments: brokers, topic, application id, state directory;
 * the topics {@code <id>-prices} (model, US dollars per million tokens) and {@code <id>-spend} must
 * exist.
 */
final class TextbookMain {
  private static final Serde<String> TEXT = Serdes.String();

  private TextbookMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] args) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            args[0],
            StreamsConfig.APPLICATION_ID_CONFIG,
            args[2],
            StreamsConfig.STATE_DIR_CONFIG,
            args[3],
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.NUM_STREAM_THREADS_CONFIG,
            Runtime.getRuntime().availableProcessors(),
            StreamsConfig.consumerPrefix("auto.offset.reset"),
            "earliest"));
    StreamsBuilder builder = new StreamsBuilder();
    define(builder, args[1], args[2]);
    KafkaStreams streams = new KafkaStreams(builder.build(), properties);
    streams.start();
  }

  private static void define(StreamsBuilder builder, String topic, String id) {
    GlobalKTable<String, Double> prices =
        builder.globalTable(id + "-prices", Consumed.with(TEXT, Serdes.Double()));
    builder.stream(topic, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .flatMap((key, message) -> calls(message))
        .join(prices, (agent, call) -> call.model(), TextbookMain::cost)
        .groupByKey(Grouped.with("spend", TEXT, Serdes.Double()))
        .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofHours(1)))
        .aggregate(
            () -> 0.0,
            (agent, cost, spent) -> spent + cost,
            Materialized.with(TEXT, Serdes.Double()))
        .toStream((window, spent) -> window.key())
        .to(id + "-spend", Produced.with(TEXT, Serdes.Double()));
  }

  private static List<KeyValue<String, PricedCall>> calls(byte[] message) {
    return PricedCall.of(message).stream().map(call -> KeyValue.pair(call.agent(), call)).toList();
  }

  static double cost(PricedCall call, double usdPerMillion) {
    return (call.inputTokens() + 4 * call.outputTokens()) * usdPerMillion / 1e6;
  }

  /** A price as the topic holds it. */
  static byte[] price(double usdPerMillion) {
    return ByteBuffer.allocate(Double.BYTES).putDouble(usdPerMillion).array();
  }

  static byte[] key(String model) {
    return model.getBytes(StandardCharsets.UTF_8);
  }
}
