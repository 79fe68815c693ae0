package dev.spendbreaker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.KeyStores;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.tls.TrustedCertificates;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Instances whose ports speak TLS, each with a certificate of its own, and the commands. */
@Tag("integration")
class EncryptedInstancesTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final int AGENTS = 20;

  @TempDir static Path directory;

  private static Path first;
  private static Path second;
  private static Path both;
  private static SSLContext trusted;
  private static int otlpPort;
  private static Instances instances;
  private static Instance trusting;
  private static Instance doubting;

  /** The first believes both; the second believes nobody but itself. */
  @BeforeAll
  static void start() throws Exception {
    first = KeyStores.withKey(directory, "first");
    second = KeyStores.withKey(directory, "second");
    both = directory.resolve("both.pem");
    Files.writeString(
        both,
        Files.readString(KeyStores.certificate(first))
            + Files.readString(KeyStores.certificate(second)));
    trusted = TrustedCertificates.context(both);
    otlpPort = Free.port();
    instances = new Instances(directory, KAFKA.bootstrapServers(), "encrypted", trusted);
    trusting = start(first, both, otlpPort);
    doubting = start(second, KeyStores.certificate(second), 0);
    Eventually.gives(TIMEOUT, 200, () -> export(0));
    for (int agent = 1; agent < AGENTS; agent++) {
      assertThat(export(agent)).isEqualTo(200);
    }
    Eventually.holds(TIMEOUT, () -> assertThat(scopes(trusting)).hasSize(AGENTS));
  }

  private static Instance start(Path store, Path ca, int otlpPort) throws Exception {
    return instances.start(
        "--tls-certificate=" + KeyStores.certificate(store),
        "--tls-key=" + KeyStores.key(store),
        "--tls-ca=" + ca,
        "--instance-timeout=PT10S",
        "--otlp-port=" + otlpPort);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    instances.close();
  }

  @Test
  void shouldAskOtherInstancesOverTls() throws Exception {
    assertThat(trusting.api().scopes("limit=1").has("missingPartitions")).isFalse();
  }

  @Test
  void shouldNotAskAnInstanceWhoseCertificateItDoesNotBelieve() throws Exception {
    JsonNode answer = doubting.api().scopes("dimension=agent&limit=1000");

    assertThat(answer.at("/missingInstances/0/instance").asText()).isEqualTo(trusting.address());
    assertThat(answer.at("/missingInstances/0/reason").asText()).isEqualTo("unreachable");
    assertThat(answer.path("scopes").size()).isLessThan(AGENTS);
  }

  @Test
  void shouldAnswerCommandsThatBelieveItsCertificate() throws Exception {
    String url = "--url=https://" + trusting.address();

    assertThat(run("status", url, "--tls-ca=" + both)).contains("agent-0").endsWith("exit 0");
    assertThat(run("status", url))
        .contains("no TLS connection with https://" + trusting.address(), "--tls-ca")
        .endsWith("exit 3");
    assertThat(run("status", "--url=http://" + trusting.address()))
        .contains("if it speaks TLS, name its address with --url https://")
        .endsWith("exit 3");
    assertThat(run("status", url, "--tls-ca=" + directory.resolve("none")))
        .contains("--tls-ca cannot be used: there is no file")
        .endsWith("exit 2");
  }

  @Test
  void shouldCarryMcpMessagesToAnEndpointThatSpeaksTls() throws Exception {
    Path input = directory.resolve("messages.txt");
    Files.writeString(
        input,
        """
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}
        """);
    Path output = directory.resolve("mcp.log");

    Process proxy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.spendbreaker.cli.Main",
                "mcp",
                "--url=https://" + trusting.address(),
                "--tls-ca=" + both)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(proxy.waitFor()).isZero();
    assertThat(Files.readString(output)).contains("\"serverInfo\"");
  }

  @Test
  void shouldNotStartWithFilesThatCannotBeUsed() throws Exception {
    String[] start = {
      "run",
      "--bootstrap-servers=" + KAFKA.bootstrapServers(),
      "--http-port=0",
      "--otlp-port=0",
      "--state-dir=" + directory.resolve("unused"),
      "--tls-certificate=" + KeyStores.certificate(first)
    };

    assertThat(run(start))
        .contains("'tls.certificate' and 'tls.key' belong together")
        .endsWith("exit 2");
    String other = run(with(start, "--tls-key=" + KeyStores.key(second)));
    assertThat(other).contains("'tls.*' cannot be used: the key in ").endsWith("exit 2");
  }

  private static String[] with(String[] words, String more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(more);
    return all.toArray(new String[0]);
  }

  /** What a command prints, and its exit code. */
  private static String run(String... words) throws Exception {
    Path output = Files.createTempFile(directory, "command", ".log");
    try (ChildProcess process = ChildProcess.start(output, words)) {
      int exit = process.awaitExit(90);
      return process.output() + "exit " + exit;
    }
  }

  private static List<JsonNode> scopes(Instance instance) throws Exception {
    JsonNode page = instance.api().scopes("dimension=agent&limit=1000");
    return StreamSupport.stream(page.path("scopes").spliterator(), false).toList();
  }

  private static int export(int agent) throws Exception {
    byte[] message =
        Spans.trace(agent + 1, System.currentTimeMillis())
            .call(1, "agent-" + agent, "t", 0.1)
            .toBytes();
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + otlpPort + "/v1/traces"))
            .header("content-type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(message))
            .build();
    try {
      return HttpClient.newBuilder()
          .sslContext(trusted)
          .build()
          .send(post, BodyHandlers.discarding())
          .statusCode();
    } catch (ConnectException e) {
      return 0; // not yet
    }
  }
}
