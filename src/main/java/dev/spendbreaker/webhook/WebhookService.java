package dev.spendbreaker.webhook;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers webhooks, in a Kafka Streams application of its own. What fails is tried again. */
public final class WebhookService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookService.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;

  private final HttpSender sender;
  private final KafkaStreams streams;

  /**
   * Prepares it; nothing is read or sent yet.
   *
   * @param config Kafka Streams' configuration
   * @param environment what references to secrets may name
   */
  public WebhookService(
      DeliverySettings settings,
      SenderOptions options,
      Properties config,
      Map<String, String> environment) {
    sender = new HttpSender(options, environment, InstantSource.system());
    streams = new KafkaStreams(WebhookTopology.build(settings, sender, config), config);
    streams.setUncaughtExceptionHandler(WebhookService::onFailure);
    streams.setStateListener((now, before) -> LOG.info("webhooks: {} -> {}", before, now));
  }

  /** The topology that it runs. */
  public static Topology topology(DeliverySettings settings, Properties config) {
    return WebhookTopology.build(
        settings,
        (notification, done) -> {
          throw new IllegalStateException("this topology is only described");
        },
        config);
  }

  /** Starts to read and to send; the topics must be there. */
  public void start() {
    streams.start();
  }

  /** For asking its stores. */
  public KafkaStreams streams() {
    return streams;
  }

  private static StreamThreadExceptionResponse onFailure(Throwable failure) {
    LOG.error("the thread of webhooks failed and is replaced", failure);
    if (failure instanceof Error) {
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Gives up what is under way; it is sent again by whoever takes over, or at the next start. */
  @Override
  public void close() throws Exception {
    streams.close(
        CloseOptions.timeout(CLOSE_TIMEOUT)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    sender.close();
  }
}
