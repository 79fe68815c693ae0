package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command as an MCP client starts it: a process of its own, spoken to over its streams. */
@Tag("integration")
class McpCommandTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  /** That of the tests logs to standard output. */
  private static final String SHIPPED_LOGGING =
      Path.of("src/main/resources/logback.xml").toAbsolutePath().toString();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_SECONDS = 60;

  private static final String META =
      """
      "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28", \
      "io.modelcontextprotocol/clientCapabilities": {}}""";

  @TempDir static Path directory;
  private static Application application;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", KAFKA.bootstrapServers());
    settings.put("application.id", "mcp-stdio-test");
    for (String topic : List.of("spans", "policies", "prices", "decisions", "rejects")) {
      settings.put(topic + ".topic", "mcp-stdio-" + topic);
    }
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("http.port", "0");
    settings.put("otlp.port", "0");
    application = Application.start(Settings.load(settings, Map.of(), null));
    Eventually.gives(Duration.ofSeconds(30), List.of(), application::notReady);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  /** The process; each of its lines on standard output must be a message. */
  private static final class Started implements AutoCloseable {
    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    Started(int port) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-Dlogback.configurationFile=" + SHIPPED_LOGGING,
                  "dev.spendbreaker.cli.Main",
                  "mcp",
                  "--url",
                  "http://127.0.0.1:" + port)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      in = process.outputWriter(UTF_8);
      out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    void send(String message) throws IOException {
      in.write(message + "\n");
      in.flush();
    }

    JsonNode next() throws Exception {
      String line =
          CompletableFuture.supplyAsync(this::readLine).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      JsonNode message = JSON.readTree(line);
      assertThat(message.path("jsonrpc").asText()).isEqualTo("2.0");
      return message;
    }

    private String readLine() {
      try {
        return String.valueOf(out.readLine());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    int endInput() throws Exception {
      in.close();
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(out.readLine()).as("nothing more than the protocol").isNull();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void shouldCarryASessionAndTellOfChanges() throws Exception {
    try (Started mcp = new Started(application.httpPort())) {
      mcp.send(
          """
          {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": \
          "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}""");
      assertThat(mcp.next().path("result").path("protocolVersion").asText())
          .isEqualTo("2025-11-25");
      mcp.send("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}");
      mcp.send(call(2, "otel_evaluate_spend", "{\"agentId\": \"piped\", \"costUsd\": 0.5}", ""));
      assertThat(mcp.next().path("result").path("isError").asBoolean()).isFalse();
      mcp.send(
          """
          {"jsonrpc": "2.0", "id": 3, "method": "resources/subscribe", \
          "params": {"uri": "budget://scopes/agent/piped"}}""");
      assertThat(mcp.next().path("id").asInt()).isEqualTo(3);

      mcp.send(call(4, "otel_evaluate_spend", "{\"agentId\": \"piped\", \"costUsd\": 0.5}", ""));

      List<String> told = List.of(told(mcp.next()), told(mcp.next()));
      assertThat(told).containsExactlyInAnyOrder("4", "notifications/resources/updated");
      assertThat(mcp.endInput()).isZero();
    }
  }

  private static String told(JsonNode message) {
    return message.path("method").asText(message.path("id").asText());
  }

  @Test
  void shouldCarryStatelessRequestsAndAnswerThemAllBeforeItEnds() throws Exception {
    try (Started mcp = new Started(application.httpPort())) {
      mcp.send(
          "{\"jsonrpc\": \"2.0\", \"id\": \"d\", \"method\": \"server/discover\", \"params\": {"
              + META
              + "}}");
      assertThat(mcp.next().path("result").path("supportedVersions").toString())
          .isEqualTo("[\"2026-07-28\"]");
      mcp.send(call(7, "otel_budget_status", "{\"agentId\": \"Zoë\"}", ", " + META));
      JsonNode status = mcp.next();
      assertThat(status.path("result").path("structuredContent").path("agentId").asText())
          .isEqualTo("Zoë");
      mcp.send(
          "{\"jsonrpc\": \"2.0\", \"id\": 8, \"method\": \"resources/read\", \"params\": {"
              + "\"uri\": \"budget://scopes/agent/Zoë\", "
              + META
              + "}}");
      assertThat(mcp.next().path("error").path("code").asInt()).isEqualTo(-32602);
      assertThat(mcp.endInput()).isZero();
    }
  }

  @Test
  void shouldSayWhereNothingAnswers() throws Exception {
    try (Started mcp = new Started(Free.port())) {
      mcp.send("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {}}");
      JsonNode error = mcp.next().path("error");
      assertThat(error.path("message").asText()).contains("nothing answers at");
      assertThat(mcp.endInput()).isZero();
    }
  }

  private static String call(int id, String tool, String arguments, String meta) {
    return "{\"jsonrpc\": \"2.0\", \"id\": %d, \"method\": \"tools/call\", \"params\": {\"name\": \"%s\", \"arguments\": %s%s}}"
        .formatted(id, tool, arguments, meta);
  }
}
