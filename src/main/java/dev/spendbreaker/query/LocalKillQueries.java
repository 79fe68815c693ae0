package dev.spendbreaker.query;

import dev.spendbreaker.document.KillDocuments;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.webhook.WebhookNames;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Answers from the store of kills, of which every instance has the whole. */
public final class LocalKillQueries implements KillQueries {
  private final KafkaStreams webhooks;

  /** Of the application that delivers. */
  public LocalKillQueries(KafkaStreams webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public Optional<KillStatus> kill(String decisionId) {
    return LocalStores.ask(
        () -> Optional.ofNullable(store().get(decisionId)).map(KillDocuments::read));
  }

  private ReadOnlyKeyValueStore<String, byte[]> store() {
    return webhooks.store(
        StoreQueryParameters.fromNameAndType(
            WebhookNames.KILL_STATUS_STORE, QueryableStoreTypes.keyValueStore()));
  }
}
