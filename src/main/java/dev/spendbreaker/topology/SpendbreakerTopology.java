package dev.spendbreaker.topology;

import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.trace.TraceId;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;

/**
 * The topology: read, settle, ledger, with a repartition step between each two.
 *
 * <p>Policies and prices enter beside the spans and travel settlement's repartition topic to every
 * partition. Each partition of settlement learns from policies which ledgers there are, and passes
 * them on to the ledger's partition with its number, which so sees their changes in one order.
 */
public final class SpendbreakerTopology {
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private final TopologySettings settings;
  private final PriceBook bundled;

  private final LongSupplier nanoTime;

  private SpendbreakerTopology(
      TopologySettings settings, PriceBook bundled, LongSupplier nanoTime) {
    this.settings = settings;
    this.bundled = bundled;
    this.nanoTime = nanoTime;
  }

  /**
   * Builds the topology.
   *
   * @param bundled the bundled prices, which those of the prices topic override
   * @param config Kafka Streams' configuration, some of which shapes a topology
   */
  public static Topology build(TopologySettings settings, PriceBook bundled, Properties config) {
    return build(settings, bundled, config, System::nanoTime);
  }

  /**
   * Builds the topology.
   *
   * @param nanoTime measures how long work in the background goes on at a time; where it stands
   *     still, such work is done all at once
   */
  public static Topology build(
      TopologySettings settings, PriceBook bundled, Properties config, LongSupplier nanoTime) {
    return new SpendbreakerTopology(settings, bundled, nanoTime).build(config);
  }

  private Topology build(Properties config) {
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(config)));
    ledger(settle(read(builder), changes(builder)));
    Topology topology = builder.build(config);
    addRejects(topology, Names.REJECTED_SPANS, Names.READ_SPANS);
    addRejects(topology, Names.REJECTED_PRICES, Names.READ_PRICES);
    addRejects(topology, Names.REJECTED_POLICIES, Names.READ_POLICIES);
    addLogs(topology);
    return topology;
  }

  private KStream<TraceId, SettleEvent> read(StreamsBuilder builder) {
    return typed(
        builder.stream(settings.spansTopic(), source(Names.SPANS))
            .process(
                new ReadSpans(settings.usage(), settings.maxRecordBytes()),
                Named.as(Names.READ_SPANS)));
  }

  private KStream<TraceId, SettleEvent> changes(StreamsBuilder builder) {
    return prices(builder).merge(policies(builder), Named.as(Names.CHANGES));
  }

  private KStream<TraceId, SettleEvent> prices(StreamsBuilder builder) {
    return typed(
        builder.stream(settings.pricesTopic(), source(Names.PRICES))
            .process(ReadDocuments.prices(settings.maxRecordBytes()), Named.as(Names.READ_PRICES)));
  }

  private KStream<TraceId, SettleEvent> policies(StreamsBuilder builder) {
    Dimensions dimensions = Dimensions.with(settings.usage().dimensions().keySet());
    return typed(
        builder.stream(settings.policiesTopic(), source(Names.POLICIES))
            .process(
                ReadDocuments.policies(dimensions, settings.maxRecordBytes()),
                Named.as(Names.READ_POLICIES)));
  }

  private KStream<String, LedgerEvent> settle(
      KStream<TraceId, SettleEvent> spans, KStream<TraceId, SettleEvent> changes) {
    return spans
        .merge(changes, Named.as(Names.SETTLE_EVENTS))
        .repartition(
            Repartitioned.<TraceId, SettleEvent>as(Names.BY_TRACE)
                .withKeySerde(Codecs.traceId())
                .withValueSerde(Codecs.settleEvent())
                .withStreamPartitioner(new SettlePartitioner())
                .withNumberOfPartitions(settings.partitions()))
        .process(
            new SettleTraces(
                bundled, settings.traceRetention(), settings.maxSpansPerTrace(), nanoTime),
            Named.as(Names.SETTLE_TRACES));
  }

  private void ledger(KStream<String, LedgerEvent> events) {
    events
        .repartition(
            Repartitioned.<String, LedgerEvent>as(Names.BY_AGENT)
                .withKeySerde(Serdes.String())
                .withValueSerde(Codecs.ledgerEvent())
                .withStreamPartitioner(new LedgerPartitioner())
                .withNumberOfPartitions(settings.partitions()))
        .process(
            new KeepLedger(
                settings.partitions(),
                "/" + settings.applicationId(),
                settings.hasLogs(),
                settings.scopeRetention(),
                settings.newScopes(),
                settings.traceRetention(),
                nanoTime),
            Named.as(Names.KEEP_LEDGER))
        .to(
            settings.decisionsTopic(),
            Produced.with(Serdes.String(), BYTES).withName(Names.DECISIONS));
  }

  /** Records come as soon as they can, whatever time somebody stamped on them, or none. */
  private static Consumed<byte[], byte[]> source(String name) {
    return Consumed.with(BYTES, BYTES)
        .withName(name)
        .withTimestampExtractor(new WallclockTimestampExtractor());
  }

  private void addLogs(Topology topology) {
    if (settings.hasLogs()) {
      topology.addSink(
          Names.LOGS,
          settings.logsTopic(),
          new StringSerializer(),
          new ByteArraySerializer(),
          Names.KEEP_LEDGER);
    }
  }

  private void addRejects(Topology topology, String sink, String reader) {
    topology.addSink(
        sink,
        settings.rejectsTopic(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        reader);
  }

  /**
   * A reader forwards two types to two children by name: its records here, rejects to their sink.
   */
  @SuppressWarnings("unchecked")
  private static <K, V> KStream<K, V> typed(KStream<?, ?> stream) {
    return (KStream<K, V>) stream;
  }
}
