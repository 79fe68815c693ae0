package dev.spendbreaker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.broker.EmbeddedBroker;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.Spans;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker is down at the start, and goes away later: the application says so and recovers. */
@Tag("integration")
class BrokerOutageTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final int kafkaPort = Free.port();
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldWaitForTheBrokerAndRecoverWhenItComesBack() throws Exception {
    try (Application application = Application.start(settings())) {
      // given no broker
      assertThat(application.notReady()).contains("Kafka does not answer");
      assertThat(readyz(application)).isEqualTo(503);
      assertThat(export(application, 1)).isEqualTo(503);

      // when it comes
      try (EmbeddedBroker broker = startBroker()) {
        Eventually.gives(TIMEOUT, List.of(), application::notReady);
        assertThat(readyz(application)).isEqualTo(200);
        assertThat(export(application, 2)).isEqualTo(200);
      }

      // when it goes away
      Eventually.holds(
          TIMEOUT, () -> assertThat(application.notReady()).contains("Kafka does not answer"));
      assertThat(readyz(application)).isEqualTo(503);

      // and comes back, then the stream goes on
      try (EmbeddedBroker broker = startBroker()) {
        Eventually.gives(TIMEOUT, List.of(), application::notReady);
        Eventually.gives(TIMEOUT, 200, () -> export(application, 3));
        ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + application.httpPort()));
        Eventually.holds(
            TIMEOUT,
            () ->
                assertThat(api.scope("agent/a").path("totals").path("calls").asInt()).isEqualTo(2));
      }
    }
  }

  private EmbeddedBroker startBroker() throws Exception {
    return EmbeddedBroker.start(directory.resolve("kafka"), kafkaPort, Map.of());
  }

  private Settings settings() throws Exception {
    return Settings.load(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + kafkaPort,
            "state.dir",
            directory.resolve("state").toString(),
            "http.port",
            "0",
            "otlp.port",
            "0"),
        Map.of(),
        null);
  }

  private int readyz(Application application) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + application.httpPort() + "/readyz");
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }

  private int export(Application application, long trace) throws Exception {
    byte[] message =
        Spans.trace(trace, System.currentTimeMillis()).call(1, "a", "t", 0.1).toBytes();
    HttpRequest post =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + application.otlpPort() + "/v1/traces"))
            .header("content-type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(message))
            .build();
    return http.send(post, BodyHandlers.discarding()).statusCode();
  }
}
