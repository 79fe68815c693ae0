package dev.spendbreaker.runtime;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.topology.RejectOnException;
import dev.spendbreaker.topology.RocksDbMemory;
import dev.spendbreaker.webhook.WebhookNames;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;

/**
 * How Kafka Streams runs: our defaults, chosen for decisions within a fraction of a second
 * (topology-docs/decisions/0004), under the settings and what passes through to Kafka.
 */
final class StreamsProperties {
  /** Room for a record's headers and framing beside the largest message. */
  private static final int RECORD_OVERHEAD_BYTES = 128 * 1024;

  /** Room for the state of a trace that is as large as it may get before it stops growing. */
  private static final int TRACE_STATE_BYTES = 8 << 20;

  private static final long WEBHOOK_COMMIT_INTERVAL_MILLIS = 50;
  private static final long WEBHOOK_POLL_MILLIS = 50;

  private StreamsProperties() {}

  static Properties of(Settings settings) {
    Properties properties = defaults(settings);
    properties.putAll(settings.streamsProperties());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RejectOnException.class);
    properties.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, settings.topics().rejects());
    return properties;
  }

  /**
   * Those of an instance.
   *
   * @param address where other instances reach it
   */
  static Properties of(Settings settings, HostInfo address) {
    Properties properties = of(settings);
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, InstanceAddress.text(address));
    return properties;
  }

  /** Of the webhooks' application: few records, one thread, none of the others' memory. */
  static Properties ofWebhooks(Settings settings) {
    Properties properties = of(settings);
    properties.put(
        StreamsConfig.APPLICATION_ID_CONFIG,
        WebhookNames.applicationId(settings.streams().applicationId()));
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, WEBHOOK_COMMIT_INTERVAL_MILLIS);
    properties.put(StreamsConfig.POLL_MS_CONFIG, WEBHOOK_POLL_MILLIS);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    return properties;
  }

  private static Properties defaults(Settings settings) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.POLL_MS_CONFIG, 5);
    properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L << 20);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    consumer(properties, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer(properties, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    consumer(properties, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    consumer(properties, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    producer(properties, ProducerConfig.LINGER_MS_CONFIG, lingerMillis(settings));
    producer(properties, ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    producer(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes(settings));
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), maxRecordBytes(settings));
    return properties;
  }

  /** A commit sends what there is; where none is waited for, each stage would wait this long. */
  private static int lingerMillis(Settings settings) {
    return settings.streams().processingGuarantee().equals(StreamsConfig.EXACTLY_ONCE_V2) ? 5 : 1;
  }

  /**
   * The largest record of ours: what one request can add to a trace's state, and that state before
   * it stops growing; a rejected request with its headers is smaller.
   */
  private static int maxRecordBytes(Settings settings) {
    return settings.otlp().maxRequestBytes() + TRACE_STATE_BYTES + RECORD_OVERHEAD_BYTES;
  }

  private static void consumer(Properties properties, String name, Object value) {
    properties.put(StreamsConfig.consumerPrefix(name), value);
  }

  private static void producer(Properties properties, String name, Object value) {
    properties.put(StreamsConfig.producerPrefix(name), value);
  }
}
