package dev.spendbreaker.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.triggers.ContinuousProcessingTimeTrigger;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@link TextbookMain}'s job on a Flink MiniCluster with a slot for each core: RocksDB, a
 * checkpoint a second, a transactional sink, sums that are written ten times a second. Arguments:
 * brokers, topic, consumer group, state directory; the topic {@code <group>-spend} must exist.
 */
final class FlinkMain {
  private static final double USD_PER_MILLION = 2.5;
  private static final String TRANSACTION_TIMEOUT_MILLIS = "600000";

  private FlinkMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            Runtime.getRuntime().availableProcessors(), configuration(Path.of(args[3])));
    environment
        .fromSource(source(args[0], args[1], args[2]), WatermarkStrategy.noWatermarks(), "spans")
        .flatMap(new Costs())
        .returns(Types.TUPLE(Types.STRING, Types.DOUBLE))
        .keyBy(cost -> cost.f0)
        .window(TumblingEventTimeWindows.of(Duration.ofHours(1)))
        .trigger(ContinuousProcessingTimeTrigger.of(Duration.ofMillis(100)))
        .reduce((spent, cost) -> Tuple2.of(spent.f0, spent.f1 + cost.f1))
        .sinkTo(sink(args[0], args[2]));
    environment.execute();
  }

  private static Configuration configuration(Path state) {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, state.toUri().toString());
    return configuration;
  }

  private static KafkaSource<byte[]> source(String servers, String topic, String group) {
    return KafkaSource.<byte[]>builder()
        .setBootstrapServers(servers)
        .setTopics(topic)
        .setGroupId(group)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setValueOnlyDeserializer(new Unchanged())
        .build();
  }

  private static KafkaSink<Tuple2<String, Double>> sink(String servers, String group) {
    Properties producer = new Properties();
    producer.put("transaction.timeout.ms", TRANSACTION_TIMEOUT_MILLIS);
    return KafkaSink.<Tuple2<String, Double>>builder()
        .setBootstrapServers(servers)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(group)
        .setKafkaProducerConfig(producer)
        .setRecordSerializer(new Spent(group + "-spend"))
        .build();
  }

  /** Agent and US dollars as a record. Not a lambda: Flink wants to know its types. */
  private static final class Spent
      implements KafkaRecordSerializationSchema<Tuple2<String, Double>> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    Spent(String topic) {
      this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Tuple2<String, Double> spent, KafkaSinkContext context, @Nullable Long timestamp) {
      byte[] usd = ByteBuffer.allocate(Double.BYTES).putDouble(spent.f1).array();
      return new ProducerRecord<>(topic, spent.f0.getBytes(StandardCharsets.UTF_8), usd);
    }
  }

  /** The value of a record as it is. */
  private static final class Unchanged extends AbstractDeserializationSchema<byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] deserialize(byte[] message) {
      return message;
    }
  }

  /** Agent and US dollars of each call; the prices are known beforehand. */
  private static final class Costs implements FlatMapFunction<byte[], Tuple2<String, Double>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(byte[] message, Collector<Tuple2<String, Double>> out) {
      for (PricedCall call : PricedCall.of(message)) {
        out.collect(Tuple2.of(call.agent(), TextbookMain.cost(call, USD_PER_MILLION)));
      }
    }
  }
}
