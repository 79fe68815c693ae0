package dev.spendbreaker.gateways;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A running application with topics of its own, whose decisions a test may write. */
final class Guarded implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final KafkaBroker kafka;
  private final String name;
  private final Application application;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Guarded(KafkaBroker kafka, String name, Path stateDir) throws Exception {
    this.kafka = kafka;
    this.name = name;
    application = Application.start(Settings.load(settings(stateDir), Map.of(), null));
    Eventually.gives(TIMEOUT, List.of(), application::notReady);
  }

  private Map<String, String> settings(Path stateDir) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", kafka.bootstrapServers()),
        Map.entry("application.id", name),
        Map.entry("spans.topic", spansTopic()),
        Map.entry("policies.topic", name + "-policies"),
        Map.entry("prices.topic", name + "-prices"),
        Map.entry("decisions.topic", decisionsTopic()),
        Map.entry("logs.topic", logsTopic()),
        Map.entry("rejects.topic", rejectsTopic()),
        Map.entry("state.dir", stateDir.toString()),
        Map.entry("http.port", "0"),
        Map.entry("otlp.port", "0"));
  }

  int port() {
    return application.httpPort();
  }

  ApiClient api() {
    return new ApiClient(URI.create("http://127.0.0.1:" + port()));
  }

  String spansTopic() {
    return name + "-spans";
  }

  String decisionsTopic() {
    return name + "-decisions";
  }

  String logsTopic() {
    return name + "-logs";
  }

  String rejectsTopic() {
    return name + "-rejects";
  }

  void spend(byte[] spans) {
    kafka.produce(new ProducerRecord<>(spansTopic(), null, spans));
  }

  /** Writes a decision, and waits until a check answers by it. */
  void decide(Decision decision) throws InterruptedException {
    String key = decision.scope().key();
    kafka.produce(
        new ProducerRecord<>(
            decisionsTopic(), key.getBytes(UTF_8), DecisionDocuments.write(decision)));
    StringBuilder query = new StringBuilder("/v1/check?");
    decision.scope().values().forEach((name, value) -> query.append(name + "=" + value + "&"));
    Eventually.gives(
        TIMEOUT,
        decision.action().text(),
        () -> get(port(), query.toString()).headers().firstValue("x-budget-action").orElse(""));
  }

  HttpResponse<String> get(int port, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    application.close();
  }
}
