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
 * Keeps account of who acknowledges kills, on the way of events to delivery. Adds an event where
 * nobody does in time.
 */
final class WatchKills implements ProcessorSupplier<String, Event, Object, Object> {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration CLEANING_INTERVAL = Duration.ofHours(1);

  private final DeliverySettings settings;

  WatchKills(DeliverySettings settings) {
    this.settings = settings;
  }

  @Override
  public Processor<String, Event, Object, Object> get() {
    return new Task();
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(WebhookNames.KILL_STORE),
            Serdes.String(),
            Serdes.ByteArray()));
  }

  private final class Task implements Processor<String, Event, Object, Object> {
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable Kills kills;

    @Override
    public void init(ProcessorContext<Object, Object> context) {
      this.context = context;
      Kills mine = new Kills(context, settings);
      kills = mine;
      mine.resume(context.currentSystemTimeMs());
      context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, mine::proceed);
      context.schedule(CLEANING_INTERVAL, PunctuationType.WALL_CLOCK_TIME, mine::forget);
    }

    @Override
    public void process(Record<String, Event> record) {
      if (context == null || kills == null) {
        return;
      }
      long now = context.currentSystemTimeMs();
      Event event = record.value();
      if (event instanceof Event.Acknowledged acknowledged) {
        kills.acknowledged(record.key(), acknowledged.ack(), now);
        return;
      }
      if (event instanceof Event.Decided decided) {
        kills.decided(decided.decision(), now);
      } else if (event instanceof Event.Forgotten) {
        kills.forgotten(record.key());
      }
      context.forward(
          new Record<Object, Object>(record.key(), event, record.timestamp()),
          WebhookNames.DELIVER);
    }
  }
}
