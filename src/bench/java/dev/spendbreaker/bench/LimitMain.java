package dev.spendbreaker.bench;

import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.MalformedOtlpException;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.usage.UsageReader;
import dev.spendbreaker.usage.UsageSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Polls, reads the facts of each span, and drops them. Arguments: brokers, topic, group. */
final class LimitMain implements SpanHandler {
  private final UsageReader usage = new UsageReader(UsageSettings.DEFAULTS);
  private final OtlpReader reader = new OtlpReader(AttributeKeys.of(usage.keys()));
  private long tokens;

  private LimitMain() {}

  /** Runs with a thread for each core until the process is told to stop. */
  public static void main(String[] args) {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      new Thread(() -> new LimitMain().run(args[0], args[1], args[2]), "consumer-" + i).start();
    }
  }

  private void run(String servers, String topic, String group) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                group,
                "auto.offset.reset",
                "earliest",
                "max.partition.fetch.bytes",
                8 << 20,
                "auto.commit.interval.ms",
                20),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          reader.read(record.value(), null, this);
        }
      }
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void span(SpanView span) {
    var counts = usage.read(span, complaint -> {}).tokens();
    tokens += counts == null ? 0 : counts.input();
  }

  @Override
  public void unusable(String reason) {
    throw new IllegalStateException(reason + " after " + tokens + " tokens");
  }
}
