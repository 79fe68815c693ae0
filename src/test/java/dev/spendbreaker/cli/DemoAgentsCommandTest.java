package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The agents of the Compose file's profile, as it starts them, but elsewhere. */
@Tag("integration")
class DemoAgentsCommandTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @Test
  void shouldStopTheRunawayOfAnApplicationThatRunsAlreadyAndAsksForATokens() throws Exception {
    Path parent = Files.createDirectories(Path.of("target/demo-agents").toAbsolutePath());
    Path directory = Files.createTempDirectory(parent, "run");
    Path token = Files.writeString(directory.resolve("token"), "a-token-that-may-do-all");
    Settings settings =
        Settings.load(
            Map.of(
                "bootstrap.servers",
                KAFKA.bootstrapServers(),
                "application.id",
                "demo-agents",
                "state.dir",
                directory.resolve("state").toString(),
                "http.port",
                "0",
                "otlp.port",
                "0",
                "auth.tokens",
                "all=read+write+ingest=file:" + token),
            Map.of(),
            null);
    try (Application application = Application.start(settings)) {
      Eventually.gives(TIMEOUT, List.of(), application::notReady);
      try (ChildProcess agents =
          ChildProcess.start(directory.resolve("out"), arguments(application, token))) {
        Eventually.holds(
            TIMEOUT,
            () ->
                assertThat(agents.output())
                    .contains("Six agents start to work")
                    .contains("inbox-triage stopped after"));
      }
    }
  }

  private static String[] arguments(Application application, Path token) throws Exception {
    List<String> arguments = new ArrayList<>();
    JsonNode compose = new YAMLMapper().readTree(Path.of("docker-compose.yml").toFile());
    for (JsonNode argument : compose.at("/services/agents/command")) {
      arguments.add(
          argument
              .asText()
              .replace("http://spendbreaker:8080", "http://127.0.0.1:" + application.httpPort())
              .replace("http://collector:4318", "http://127.0.0.1:" + application.otlpPort())
              .replace("kafka:9092", KAFKA.bootstrapServers())
              .replace("/run/secrets/spendbreaker_token", token.toString()));
    }
    assertThat(arguments)
        .hasSize(6)
        .startsWith("demo", "agents")
        .noneMatch(a -> a.contains("//spend"));
    return arguments.toArray(String[]::new);
  }
}
