package dev.spendbreaker.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What recipes.md tells a newcomer to do, done: its files are written, its commands run by bash, in
 * their order, and what it says is printed is looked for in what they print.
 */
@Tag("integration")
class RecipesTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Path PAGE = Path.of("topology-docs/recipes.md");
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int COMMANDS_SECONDS = 300;

  @Test
  void shouldDoWhatThePageSays() throws Exception {
    Path directory = Files.createTempDirectory(Files.createDirectories(target()), "recipes");
    try (WebhookReceiver slack = new WebhookReceiver();
        Application application = application(directory)) {
      Eventually.gives(TIMEOUT, List.of(), application::notReady);
      Path slackUrl = Files.writeString(directory.resolve("slack-webhook-url"), slack.url("/hook"));
      Map<String, String> places =
          Map.of(
              "127.0.0.1:8080", "127.0.0.1:" + application.httpPort(),
              "127.0.0.1:4318", "127.0.0.1:" + application.otlpPort(),
              "/run/secrets/slack-webhook-url", slackUrl.toString());
      writeCommand(directory, application.httpPort());

      List<MarkdownBlock> blocks = MarkdownBlock.of(Files.readString(PAGE));
      assertThat(blocks).extracting(MarkdownBlock::language).contains("yaml", "sh", "text");
      String printed = "";
      for (MarkdownBlock block : blocks) {
        String content = placed(block.content(), places);
        switch (block.language()) {
          case "yaml" -> Files.writeString(directory.resolve(name(content)), content);
          case "sh" -> printed = run(content, directory);
          case "text" -> holdsInOrder(printed, content);
          default -> throw new AssertionError("nobody runs " + block);
        }
      }

      Eventually.holds(
          TIMEOUT, () -> assertThat(slack.received).anyMatch(told -> told.says("docs")));
    }
  }

  private static Path target() {
    return Path.of("target/recipes").toAbsolutePath();
  }

  private static Application application(Path directory) throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String topic :
        List.of("spans", "policies", "prices", "decisions", "rejects", "logs", "deliveries")) {
      settings.put(topic + ".topic", "recipes-" + topic);
    }
    settings.put("bootstrap.servers", KAFKA.bootstrapServers());
    settings.put("application.id", "recipes");
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("http.port", "0");
    settings.put("otlp.port", "0");
    settings.put("webhook.allowed", "127.0.0.1");
    settings.put("webhook.allow.http", "true");
    return Application.start(Settings.load(settings, Map.of(), null));
  }

  /** The command as the launch script starts it, on this test's classes. */
  private static void writeCommand(Path directory, int httpPort) throws IOException {
    Path command =
        Files.writeString(
            directory.resolve("spendbreaker"),
            "#!/bin/sh\nexport SPENDBREAKER_URL=http://127.0.0.1:%d\nexec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.spendbreaker.cli.Main \"$@\"\n"
                .formatted(
                    httpPort,
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    absolute(System.getProperty("java.class.path"))));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
  }

  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(":", -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(":", entries);
  }

  private static String placed(String text, Map<String, String> places) {
    String placed = text;
    for (Map.Entry<String, String> place : places.entrySet()) {
      placed = placed.replace(place.getKey(), place.getValue());
    }
    return placed;
  }

  /** A file's first line says what it is called: {@code # per-run.yaml}. */
  private static String name(String content) {
    String first = content.lines().findFirst().orElseThrow();
    assertThat(first).as("names its file").matches("# [a-z-]+\\.yaml");
    return first.substring(2);
  }

  private static String run(String commands, Path directory) throws Exception {
    Path output = Files.createTempFile(directory, "printed", ".txt");
    Path script = Files.writeString(Files.createTempFile(directory, "recipe", ".sh"), commands);
    try (ChildProcess shell =
        ChildProcess.start(
            output, directory, List.of("bash", "-euo", "pipefail", script.toString()))) {
      assertThat(shell.awaitExit(COMMANDS_SECONDS))
          .as(commands + "\nprinted:\n" + shell.output())
          .isZero();
      return shell.output();
    }
  }

  private static void holdsInOrder(String printed, String expected) {
    int from = 0;
    for (String line : expected.lines().toList()) {
      int found = printed.indexOf(line, from);
      assertThat(found).as("'%s' after character %d of:%n%s", line, from, printed).isNotNegative();
      from = found + line.length();
    }
  }
}
