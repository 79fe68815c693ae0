package dev.spendbreaker.runtime;

import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** An admin client whose failures say what to do. */
public final class KafkaAdmin {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final String ADVICE = ": check 'kafka.sasl.*' and 'kafka.ssl.*'";

  private KafkaAdmin() {}

  /**
   * A client whose calls fail after 10 seconds without an answer, unless the settings give {@code
   * default.api.timeout.ms}.
   *
   * @throws UnreachableException where no broker's host name is known
   * @throws InvalidSettingsException where Kafka refuses a property
   */
  public static Admin connect(Settings settings)
      throws UnreachableException, InvalidSettingsException {
    Map<String, Object> properties = settings.adminProperties();
    if (!properties.containsKey(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)) {
      properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
      properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    }
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      throw notConnected(settings, e);
    }
  }

  /**
   * What to throw where Kafka's client could not be made: returned for what Kafka refuses.
   *
   * @throws UnreachableException where no broker's host name is known
   */
  static InvalidSettingsException notConnected(Settings settings, KafkaException e)
      throws UnreachableException {
    if (rootMessage(e).startsWith("No resolvable bootstrap urls")) {
      throw unreachable(settings.bootstrapServers(), e);
    }
    return refused(settings, e);
  }

  /**
   * What Kafka says of settings it refuses, without the secrets among them; nor has it Kafka's own
   * exception as its cause, which quotes them.
   */
  public static InvalidSettingsException refused(Settings settings, KafkaException refusal) {
    String reason = settings.withoutSecrets(rootMessage(refusal));
    return new InvalidSettingsException(List.of("Kafka refuses the settings: " + reason));
  }

  /**
   * Waits for the answer to one of several questions.
   *
   * @throws UnreachableException where there is none in time, or the credentials are refused
   * @throws KafkaException what the broker answered instead
   */
  static <K, T> T await(Map<K, KafkaFuture<T>> answers, K question, String servers)
      throws UnreachableException {
    try {
      return Objects.requireNonNull(answers.get(question)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TimeoutException) {
        throw unreachable(servers, e);
      }
      if (cause instanceof AuthenticationException) {
        throw notTrusted(servers, cause);
      }
      throw cause instanceof KafkaException answered ? answered : new KafkaException(cause);
    }
  }

  static UnreachableException unreachable(String servers, Throwable cause) {
    return new UnreachableException(
        ("cannot reach Kafka at %s: check that it runs and that 'bootstrap.servers' is right;"
                + " a broker that asks for TLS or SASL needs 'kafka.security.protocol'")
            .formatted(servers),
        cause);
  }

  /** Kafka does not know who this is, or this does not know whether that is Kafka. */
  static UnreachableException notTrusted(String servers, Throwable cause) {
    return new UnreachableException(credentialsRefused(cause) + " at " + servers + ADVICE, cause);
  }

  static String credentialsRefused(Throwable cause) {
    return cause instanceof SslAuthenticationException && cause.getCause() != null
        ? "no TLS connection with Kafka (" + cause.getCause().getMessage() + ")"
        : "Kafka refuses the credentials (" + cause.getMessage() + ")";
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
