package dev.spendbreaker.runtime;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every few seconds whether Kafka answers, and says so when that changes. */
final class BrokerProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerProbe.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final String NO_ANSWER = "Kafka does not answer";
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Admin admin;
  private final String bootstrapServers;
  private final Thread thread = new Thread(this::run, "broker-probe");
  private volatile boolean closing;
  private volatile @Nullable AuthenticationException refusal;
  private volatile @Nullable Boolean reachable;

  BrokerProbe(Admin admin, String bootstrapServers) {
    this.admin = admin;
    this.bootstrapServers = bootstrapServers;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What is wrong while Kafka is not reachable. */
  String problem() {
    AuthenticationException refused = refusal;
    return refused == null ? NO_ANSWER : KafkaAdmin.credentialsRefused(refused);
  }

  /** Whether Kafka answered when it was last asked. */
  boolean isReachable() {
    return Boolean.TRUE.equals(reachable);
  }

  /**
   * Waits until Kafka answers; for ever, if need be.
   *
   * @throws InterruptedException where the application is closed meanwhile
   * @throws UnreachableException where Kafka answers, and refuses the credentials
   */
  void awaitReachable() throws InterruptedException, UnreachableException {
    while (!isReachable()) {
      AuthenticationException refused = refusal;
      if (refused != null) {
        throw KafkaAdmin.notTrusted(bootstrapServers, refused);
      }
      Thread.sleep(50);
    }
  }

  private void run() {
    try {
      while (!closing) {
        tell(answers());
        Thread.sleep(INTERVAL.toMillis());
      }
    } catch (InterruptedException e) {
      LOG.debug("closing");
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      admin.describeCluster().clusterId().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      refusal = null;
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("no answer from Kafka", e);
      refusal = e.getCause() instanceof AuthenticationException refused ? refused : null;
      return false;
    }
  }

  private void tell(boolean now) {
    Boolean before = reachable;
    reachable = now;
    if (!now && !Boolean.FALSE.equals(before)) {
      LOG.warn("{} at {}: trying again", problem(), bootstrapServers);
    } else if (now && Boolean.FALSE.equals(before)) {
      LOG.info("Kafka answers at {}", bootstrapServers);
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
