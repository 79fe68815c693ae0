package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.AckDocuments;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.http.AckWriter;
import dev.spendbreaker.http.DeliveryResender;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.webhook.DeliverySettings;
import dev.spendbreaker.webhook.ResendRequest;
import dev.spendbreaker.webhook.SenderOptions;
import dev.spendbreaker.webhook.WebhookNames;
import dev.spendbreaker.webhook.WebhookService;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.Topology;

/** The webhooks of an instance, as its settings ask for them. */
final class Webhooks implements DeliveryResender, AckWriter {
  private final KafkaWriter writer;
  private final String eventsTopic;
  private final String acksTopic;

  /** Asks for deliveries again, and acknowledges kills, by way of a writer. */
  Webhooks(KafkaWriter writer, Settings settings) {
    this.writer = writer;
    eventsTopic = WebhookNames.eventsTopic(settings.streams().applicationId());
    acksTopic = settings.topics().acks();
  }

  static WebhookService service(Settings settings, Meters meters) {
    Settings.Webhooks webhooks = settings.webhooks();
    Properties config = StreamsProperties.ofWebhooks(settings);
    config.put(Meters.CONFIG, meters);
    return new WebhookService(
        deliverySettings(settings),
        new SenderOptions(
            webhooks.allowed(), webhooks.allowHttp(), webhooks.proxy(), webhooks.timeout()),
        config,
        System.getenv());
  }

  static Topology topology(Settings settings) {
    return WebhookService.topology(
        deliverySettings(settings), StreamsProperties.ofWebhooks(settings));
  }

  private static DeliverySettings deliverySettings(Settings settings) {
    Settings.Topics topics = settings.topics();
    Settings.Webhooks webhooks = settings.webhooks();
    return new DeliverySettings(
        topics.decisions(),
        topics.policies(),
        topics.acks(),
        topics.deliveries(),
        topics.kills(),
        topics.rejects(),
        topics.partitions(),
        Dimensions.with(settings.usage().dimensions().keySet()),
        webhooks.global(),
        webhooks.retryDelays(),
        webhooks.ackTimeout(),
        webhooks.retention());
  }

  @Override
  public CompletableFuture<Void> resend(DeliveryStatus delivery) {
    return write(eventsTopic, delivery.scope(), ResendRequest.encode(delivery.id()));
  }

  @Override
  public CompletableFuture<Void> acknowledge(Scope scope, Ack ack) {
    return write(acksTopic, scope, AckDocuments.write(ack));
  }

  private CompletableFuture<Void> write(String topic, Scope scope, byte[] value) {
    byte[] key = scope.key().getBytes(UTF_8);
    return writer.write(new ProducerRecord<>(topic, key, value)).thenApply(written -> null);
  }
}
