package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.gate.KillSwitch;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaAcls;
import dev.spendbreaker.testing.KafkaCluster;
import dev.spendbreaker.testing.KeyStores;
import dev.spendbreaker.testing.Spans;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that asks for TLS and passwords, and allows what {@code security.md} says. */
@Tag("integration")
class SecuredKafkaTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final String PASSWORD = "pass-of-spendbreaker";
  private static final String WRONG = "another-than-the-right-one";

  @TempDir static Path directory;

  private static KafkaCluster cluster;
  private static Path certificate;

  @BeforeAll
  static void start() throws Exception {
    Path keys = KeyStores.withKey(directory, "broker");
    certificate = KeyStores.certificate(keys);
    cluster = KafkaCluster.start(directory, 1, brokerSettings(keys));
    try (Admin admin = cluster.admin()) {
      admin.createAcls(KafkaAcls.in(Path.of("topology-docs/security.md"))).all().get();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  /** The listener in the clear is for the broker itself and for this test. */
  private static Map<String, String> brokerSettings(Path keys) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listener.security.protocol.map", "CLEAR:PLAINTEXT,CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("listener.name.client.ssl.keystore.type", "PKCS12");
    settings.put("listener.name.client.ssl.keystore.location", keys.toString());
    settings.put("listener.name.client.ssl.keystore.password", KeyStores.PASSWORD);
    settings.put("listener.name.client.ssl.key.password", KeyStores.PASSWORD);
    settings.put("listener.name.client.sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        "listener.name.client.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " user_spendbreaker=\"%s\" user_gateway=\"%s\";".formatted(PASSWORD, PASSWORD));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    return settings;
  }

  @Test
  void shouldWorkOverTlsWithPasswordsAndExactlyTheDocumentedAcls() throws Exception {
    int httpPort = Free.port();
    int otlpPort = Free.port();
    Path output = directory.resolve("run.log");
    try (ChildProcess application =
        ChildProcess.start(
            output,
            "run",
            config("good", PASSWORD, certificate),
            "--state-dir=" + directory.resolve("state"),
            "--http-port=" + httpPort,
            "--otlp-port=" + otlpPort)) {
      ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + httpPort));
      Eventually.holds(TIMEOUT, () -> api.putPolicy("stop", policy()));

      // spans come in over HTTP, and decisions go out to a gateway with a principal of its own
      Eventually.gives(TIMEOUT, 200, () -> export(otlpPort));
      try (KillSwitch killSwitch = killSwitch()) {
        Eventually.gives(TIMEOUT, false, () -> killSwitch.check(Scope.agent("a")).isAllowed());
      }
      Eventually.holds(
          TIMEOUT,
          () -> assertThat(application.output()).contains("webhooks: REBALANCING -> RUNNING"));
      assertThat(run("topics", "check", config("good", PASSWORD, certificate)))
          .contains("ok      budget-decisions")
          .endsWith("exit 0");
      assertThat(application.stop(30)).isEqualTo(143);
    }
    assertThat(Files.readString(output))
        .doesNotContain("AuthorizationException", "authorized", PASSWORD);
  }

  @Test
  void shouldSayThatThePasswordIsWrongWithoutShowingIt() throws Exception {
    String config = config("wrong", WRONG, certificate);
    for (String output :
        List.of(run("topics", "check", config), run("topics", "create", config), start(config))) {
      assertThat(output)
          .contains("error: Kafka refuses the credentials (Authentication failed")
          .contains("check 'kafka.sasl.*' and 'kafka.ssl.*'")
          .doesNotContain(WRONG)
          .endsWith("exit 3");
    }
  }

  @Test
  void shouldSayThatTheBrokersCertificateIsNotTrusted() throws Exception {
    Path other = KeyStores.certificate(KeyStores.withKey(directory, "other"));

    String config = config("untrusted", PASSWORD, other);
    for (String output : List.of(run("topics", "check", config), start(config))) {
      assertThat(output)
          .contains("error: no TLS connection with Kafka (PKIX path ")
          .contains("check 'kafka.sasl.*' and 'kafka.ssl.*'")
          .doesNotContain(PASSWORD)
          .endsWith("exit 3");
    }
  }

  @Test
  void shouldSayThatNoBrokerAnswers() throws Exception {
    String dead = "127.0.0.1:" + Free.port();

    assertThat(run("topics", "check", "--bootstrap-servers=" + dead))
        .contains("error: cannot reach Kafka at " + dead + ": check that it runs")
        .endsWith("exit 3");
  }

  /** What a command prints, and its exit code. */
  private static String run(String... words) throws Exception {
    Path output = Files.createTempFile(directory, "command", ".log");
    try (ChildProcess process = ChildProcess.start(output, words)) {
      int exit = process.awaitExit(90);
      return process.output() + "exit " + exit;
    }
  }

  private static String start(String config) throws Exception {
    return run(
        "run",
        config,
        "--http-port=0",
        "--otlp-port=0",
        "--state-dir=" + directory.resolve("unused"));
  }

  /** The flag that names a file of settings. */
  private static String config(String name, String password, Path trusted) throws Exception {
    Path file = directory.resolve(name + ".properties");
    Files.writeString(
        file,
        """
        bootstrap.servers = %s
        kafka.default.api.timeout.ms = 60000
        kafka.security.protocol = SASL_SSL
        kafka.ssl.truststore.type = PEM
        kafka.ssl.truststore.location = %s
        kafka.sasl.mechanism = PLAIN
        kafka.sasl.jaas.config = %s
        """
            .formatted(cluster.clientServers(), trusted, login("spendbreaker", password)));
    return "--config=" + file;
  }

  private static String login(String user, String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"%s\" password=\"%s\";".formatted(user, password);
  }

  private static KillSwitch killSwitch() {
    return KillSwitch.builder()
        .bootstrapServers(cluster.clientServers())
        .property("security.protocol", "SASL_SSL")
        .property("ssl.truststore.type", "PEM")
        .property("ssl.truststore.location", certificate.toString())
        .property("sasl.mechanism", "PLAIN")
        .property("sasl.jaas.config", login("gateway", PASSWORD))
        .failOpen(true)
        .build();
  }

  private static byte[] policy() {
    return """
        {"version": 1, "scope": {"agent": "*"}, "limit": {"usd": 0.05}}"""
        .getBytes(UTF_8);
  }

  private static int export(int port) throws Exception {
    byte[] message = Spans.trace(1, System.currentTimeMillis()).call(1, "a", "t", 0.1).toBytes();
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
            .header("content-type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(message))
            .build();
    return HttpClient.newHttpClient().send(post, BodyHandlers.discarding()).statusCode();
  }
}
