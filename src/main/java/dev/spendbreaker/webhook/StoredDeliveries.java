package dev.spendbreaker.webhook;

import dev.spendbreaker.document.DeliveryDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The deliveries of one partition in their store. Each change is told to the deliveries topic. */
final class StoredDeliveries {
  private final ProcessorContext<String, byte[]> context;
  private final KeyValueStore<String, byte[]> store;

  StoredDeliveries(ProcessorContext<String, byte[]> context) {
    this.context = context;
    store = context.getStateStore(WebhookNames.DELIVERY_STORE);
  }

  @Nullable Delivery find(String key) {
    byte[] stored = store.get(key);
    return stored == null ? null : DeliveryCodec.decode(stored);
  }

  /** Those that are wanted, with their keys, in their order. */
  List<KeyValue<String, Delivery>> all(Predicate<Delivery> wanted) {
    return read(store.all(), wanted);
  }

  List<KeyValue<String, Delivery>> ofScope(String scopeKey) {
    String prefix = Delivery.ofScope(scopeKey);
    return read(store.range(prefix, prefix + '\uFFFF'), any -> true);
  }

  private static List<KeyValue<String, Delivery>> read(
      KeyValueIterator<String, byte[]> entries, Predicate<Delivery> wanted) {
    List<KeyValue<String, Delivery>> found = new ArrayList<>();
    try (entries) {
      while (entries.hasNext()) {
        KeyValue<String, byte[]> entry = entries.next();
        Delivery delivery = DeliveryCodec.decode(entry.value);
        if (wanted.test(delivery)) {
          found.add(KeyValue.pair(entry.key, delivery));
        }
      }
    }
    return found;
  }

  void save(String key, Delivery delivery) {
    store.put(key, DeliveryCodec.encode(delivery));
    tell(delivery, DeliveryDocuments.write(delivery.status()));
  }

  void remove(String key, Delivery delivery) {
    store.delete(key);
    tell(delivery, null);
  }

  private void tell(Delivery delivery, byte @Nullable [] document) {
    context.forward(new Record<>(delivery.status().id(), document, context.currentSystemTimeMs()));
  }
}
