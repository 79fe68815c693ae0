package dev.spendbreaker.query;

import dev.spendbreaker.document.DeliveryDocuments;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.webhook.WebhookNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Answers from the store of deliveries, of which every instance has the whole. */
public final class LocalDeliveryQueries implements DeliveryQueries {
  private final KafkaStreams webhooks;

  /** Of the application that delivers. */
  public LocalDeliveryQueries(KafkaStreams webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public List<DeliveryStatus> deliveries(
      Predicate<DeliveryStatus> wanted, @Nullable String before, int limit) {
    return LocalStores.ask(() -> newestFirst(wanted, before, limit));
  }

  private List<DeliveryStatus> newestFirst(
      Predicate<DeliveryStatus> wanted, @Nullable String before, int limit) {
    List<DeliveryStatus> found = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries =
        before == null ? store().reverseAll() : store().reverseRange(null, before)) {
      while (entries.hasNext() && found.size() < limit) {
        DeliveryStatus delivery = DeliveryDocuments.read(entries.next().value);
        if (wanted.test(delivery) && !delivery.id().equals(before)) {
          found.add(delivery);
        }
      }
    }
    return found;
  }

  @Override
  public Optional<DeliveryStatus> delivery(String id) {
    return LocalStores.ask(() -> Optional.ofNullable(store().get(id)).map(DeliveryDocuments::read));
  }

  private ReadOnlyKeyValueStore<String, byte[]> store() {
    return webhooks.store(
        StoreQueryParameters.fromNameAndType(
            WebhookNames.STATUS_STORE, QueryableStoreTypes.keyValueStore()));
  }
}
