package dev.spendbreaker.bench;

import dev.spendbreaker.cli.Main;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The application as users run it, in a JVM of its own, with its default settings. */
final class Spendbreaker implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ChildProcess process;
  private final URI base;
  private final String name;

  /**
   * Starts it.
   *
   * @param name of the application, and of its topics but that of spans
   * @param directory of its state and what it prints
   */
  Spendbreaker(String name, String guarantee, String spansTopic, String servers, Path directory)
      throws IOException {
    this(name, guarantee, spansTopic, servers, directory, List.of());
  }

  /** The same, with more flags. */
  Spendbreaker(
      String name,
      String guarantee,
      String spansTopic,
      String servers,
      Path directory,
      List<String> flags)
      throws IOException {
    this.name = name;
    int port = Free.port();
    base = URI.create("http://127.0.0.1:" + port);
    List<String> arguments = new ArrayList<>(List.of("run", "--bootstrap-servers=" + servers));
    arguments.add("--application-id=" + name);
    arguments.add("--processing-guarantee=" + guarantee);
    arguments.add("--spans-topic=" + spansTopic);
    for (String topic : List.of("policies", "prices", "decisions", "logs", "rejects")) {
      arguments.add("--" + topic + "-topic=" + name + "-" + topic);
    }
    arguments.add("--state-dir=" + directory.resolve(name));
    arguments.add("--http-port=" + port);
    arguments.add("--otlp-port=0");
    arguments.addAll(flags);
    process =
        Jvm.start(
            directory.resolve(name + ".log"), "2g", Jvm.Libraries.OURS, Main.class, arguments);
  }

  /** Waits until {@code /readyz} answers 200. */
  void awaitReady() throws IOException, InterruptedException {
    try {
      Eventually.gives(START, 200, () -> get("/readyz").statusCode());
    } catch (AssertionError e) {
      throw new IllegalStateException("it does not get ready; it said:\n" + process.output(), e);
    }
  }

  /** Sets a policy; comes back once it is in force. */
  void putPolicy(String id, byte[] document) throws Exception {
    new ApiClient(base).putPolicy(id, document);
  }

  HttpResponse<Void> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.discarding());
  }

  /** Where it listens. */
  URI base() {
    return base;
  }

  String decisionsTopic() {
    return name + "-decisions";
  }

  ChildProcess process() {
    return process;
  }

  @Override
  public void close() throws InterruptedException {
    process.close();
  }
}
