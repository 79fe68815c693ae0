package dev.spendbreaker.webhook;

import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The webhooks' topology: decisions and acknowledgements by scope and policies to every partition,
 * then a watch over kills, then deliveries. Where kills and deliveries stand goes to topics, which
 * every instance reads into stores.
 */
public final class WebhookTopology {
  private WebhookTopology() {}

  /**
   * Builds the topology.
   *
   * @param sender carries deliveries out
   * @param config Kafka Streams' configuration, some of which shapes a topology
   */
  public static Topology build(DeliverySettings settings, Sender sender, Properties config) {
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(config)));
    KStream<Object, Object> watched =
        events(builder, settings)
            .repartition(
                Repartitioned.<String, Event>as(WebhookNames.BY_SCOPE)
                    .withKeySerde(Serdes.String())
                    .withValueSerde(events())
                    .withStreamPartitioner(partitioner())
                    .withNumberOfPartitions(settings.partitions()))
            .process(new WatchKills(settings), Named.as(WebhookNames.WATCH_KILLS));
    WebhookTopology.<String, Event>typed(watched)
        .process(new Deliver(sender, settings), Named.as(WebhookNames.DELIVER))
        .to(
            settings.deliveriesTopic(),
            Produced.with(Serdes.String(), Serdes.ByteArray()).withName(WebhookNames.DELIVERIES));
    status(
        builder, settings.deliveriesTopic(), WebhookNames.STATUS_SOURCE, WebhookNames.STATUS_STORE);
    status(
        builder,
        settings.killsTopic(),
        WebhookNames.KILL_STATUS_SOURCE,
        WebhookNames.KILL_STATUS_STORE);
    Topology topology = builder.build(config);
    topology.addSink(
        WebhookNames.KILLS,
        settings.killsTopic(),
        new StringSerializer(),
        new ByteArraySerializer(),
        WebhookNames.WATCH_KILLS);
    topology.addSink(
        WebhookNames.REJECTED_ACKS,
        settings.rejectsTopic(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        WebhookNames.READ_ACKS);
    return topology;
  }

  private static KStream<String, Event> events(StreamsBuilder builder, DeliverySettings settings) {
    KStream<String, Event> decisions =
        builder.stream(settings.decisionsTopic(), source(WebhookNames.DECISIONS))
            .process(ReadRecords.decisions(), Named.as(WebhookNames.READ_DECISIONS));
    KStream<String, Event> acks =
        typed(
            builder.stream(settings.acksTopic(), source(WebhookNames.ACKS))
                .process(new ReadAcks(), Named.as(WebhookNames.READ_ACKS)));
    return builder.stream(settings.policiesTopic(), source(WebhookNames.POLICIES))
        .process(ReadRecords.policies(settings.dimensions()), Named.as(WebhookNames.READ_POLICIES))
        .merge(decisions, Named.as(WebhookNames.DOCUMENTS))
        .merge(acks, Named.as(WebhookNames.EVENTS));
  }

  /** A processor that forwards two types to two children by name: its records to the one here. */
  @SuppressWarnings("unchecked")
  private static <K, V> KStream<K, V> typed(KStream<?, ?> stream) {
    return (KStream<K, V>) stream;
  }

  private static Consumed<byte[], byte[]> source(String name) {
    return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
        .withName(name)
        .withTimestampExtractor(new WallclockTimestampExtractor());
  }

  private static void status(StreamsBuilder builder, String topic, String source, String store) {
    builder.globalTable(
        topic,
        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName(source),
        Materialized.<String, byte[], KeyValueStore<Bytes, byte[]>>as(store)
            .withKeySerde(Serdes.String())
            .withValueSerde(Serdes.ByteArray()));
  }

  /** Policies to all; the others as the producer does, by the hash of the scope's key. */
  private static StreamPartitioner<String, Event> partitioner() {
    return (topic, key, event, partitions) ->
        event instanceof Event.PolicyChanged ? Optional.of(all(partitions)) : Optional.empty();
  }

  private static Set<Integer> all(int partitions) {
    return IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
  }

  /** Null stays null, as Kafka wants it. */
  @SuppressWarnings("NullAway") // a serde's contract is null in, null out
  private static Serde<Event> events() {
    return Serdes.serdeFrom(
        (topic, event) -> event == null ? null : EventCodec.encode(event),
        (topic, bytes) -> bytes == null ? null : EventCodec.decode(bytes));
  }
}
