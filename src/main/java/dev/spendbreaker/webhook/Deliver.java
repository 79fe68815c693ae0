package dev.spendbreaker.webhook;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Events to attempts, and what came of those to records of where each delivery stands. No attempt
 * is waited for: what came of it is taken in between records.
 */
final class Deliver implements ProcessorSupplier<String, Event, String, byte[]> {
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Duration CLEANING_INTERVAL = Duration.ofHours(1);

  private final Sender sender;
  private final DeliverySettings settings;

  Deliver(Sender sender, DeliverySettings settings) {
    this.sender = sender;
    this.settings = settings;
  }

  @Override
  public Processor<String, Event, String, byte[]> get() {
    return new Task();
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        store(WebhookNames.DELIVERY_STORE),
        store(WebhookNames.SCOPE_STORE),
        store(WebhookNames.POLICY_STORE),
        store(WebhookNames.GONE_STORE));
  }

  private static StoreBuilder<?> store(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
  }

  private final class Task implements Processor<String, Event, String, byte[]> {
    private @Nullable Deliveries deliveries;

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
      Deliveries mine = new Deliveries(context, sender, settings);
      deliveries = mine;
      mine.resume();
      context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, mine::proceed);
      context.schedule(CLEANING_INTERVAL, PunctuationType.WALL_CLOCK_TIME, mine::forget);
    }

    @Override
    public void process(Record<String, Event> record) {
      if (deliveries != null) {
        deliveries.take(record.key(), record.value());
      }
    }

    @Override
    public void close() {
      if (deliveries != null) {
        deliveries.stop();
      }
    }
  }
}
