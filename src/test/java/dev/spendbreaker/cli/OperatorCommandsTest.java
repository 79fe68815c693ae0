package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What operators type, against a running application. */
@Tag("integration")
class OperatorCommandsTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir static Path directory;

  private static Application application;

  /** A command line's outcome. */
  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    application =
        Application.start(
            Settings.load(
                Map.of(
                    "bootstrap.servers", KAFKA.bootstrapServers(),
                    "application.id", "operator-test",
                    "spans.topic", "op-spans",
                    "policies.topic", "op-policies",
                    "prices.topic", "op-prices",
                    "decisions.topic", "op-decisions",
                    "rejects.topic", "op-rejects",
                    "state.dir", directory.resolve("state").toString(),
                    "http.port", "0",
                    "otlp.port", "0"),
                Map.of(),
                null));
    Eventually.gives(TIMEOUT, List.of(), application::notReady);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void shouldApplyListAndDeletePoliciesOfAFile() throws Exception {
    Path file =
        file(
            """
            id: each
            version: 1
            scope: {agent: "*"}
            limit: {usd: 25.00}
            window: {rolling: PT1H}
            ---
            id: runs
            version: 1
            scope: {agent: "*", task: "*"}
            limit: {tokens: 1000}
            onBreach: kill
            """);

    Outcome applied = api("policy", "apply", "-f", file.toString());
    assertThat(applied.err()).isEmpty();
    assertThat(applied.out()).contains("each in force, revision ").contains("runs in force");

    assertThat(api("policy", "list").out())
        .containsPattern("each +\\d+ +agent=\\* +usd=25 +rolling=PT1H +block +enforce")
        .containsPattern("runs +\\d+ +agent=\\* task=\\* +tokens=1000 +lifetime +kill");

    assertThat(api("policy", "delete", "each", "runs").out()).contains("each deleted");
    assertThat(api("policy", "list").out()).doesNotContain("each");
  }

  @Test
  void shouldApplyNothingOfAFileWithABadPolicy() throws Exception {
    Path file =
        file(
            """
            - {id: good, version: 1, scope: {agent: x}, limit: {usd: 1}}
            - {id: bad, version: 1, scope: {agent: x}, limit: {usdd: 1}}
            """);

    Outcome outcome = api("policy", "apply", "-f", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(outcome.err()).contains(file + ":2:").contains("did you mean 'usd'?");
    assertThat(api("policy", "list").out()).doesNotContain("good");
    assertThat(run("policy", "validate", "-f", file.toString()).exitCode())
        .isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void shouldApplyNothingOfAFileWithADimensionThatTheApplicationDoesNotKnow() throws Exception {
    Path file =
        file(
            """
            - {id: of-team, version: 1, scope: {team: x}, limit: {usd: 1}}
            - {id: of-site, version: 1, scope: {site: x}, limit: {usd: 1}}
            """);

    Outcome outcome = api("policy", "apply", "-f", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(outcome.err())
        .contains(file + ":2:3: policy 'of-site', $.scope.site unknown dimension 'site'")
        .contains("set 'dimension.site' to the span attributes");
    assertThat(api("policy", "list").out()).doesNotContain("of-team");
    Outcome validated = run("policy", "validate", "-f", file.toString());
    assertThat(validated.err()).contains(file + ":2:").contains("unknown dimension 'site'");
    assertThat(
            run("policy", "validate", "-f", file.toString(), "--dimension", "site=site.id").out())
        .contains("of-team is valid")
        .contains("of-site is valid");
  }

  @Test
  void shouldShowWhatScopesHaveSpent() throws Exception {
    KAFKA.produceAll(
        "op-spans",
        List.of(
            Spans.trace(1, System.currentTimeMillis())
                .call(1, "spender", "run/1", 0.75)
                .toBytes()));

    Eventually.holds(
        TIMEOUT,
        () ->
            assertThat(api("status").out()).containsPattern("agent/spender +0\\.75 +1 +- +allow"));
    assertThat(api("status", "agent/spender/task/run%2F1").out())
        .contains("agent/spender/task/run%2F1: allow")
        .containsPattern("inputTokens +100");
    assertThat(api("status", "--dimension", "agent,task").out())
        .contains("agent/spender/task/run%2F1 ")
        .doesNotContain("agent/spender ");
    Outcome unknown = api("status", "agent/nobody");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(unknown.err()).contains("agent/nobody").doesNotContain("Exception");
  }

  @Test
  void shouldSayWhereNothingAnswers() {
    Outcome outcome = run("status", "--url", "http://127.0.0.1:1");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(outcome.err()).contains("http://127.0.0.1:1").contains("--url");
  }

  @Test
  void shouldRefuseAnAddressAndAKeyThatAreNone() {
    assertThat(run("status", "--url", "nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("status", "agent/a b").err()).contains("percent-encoded");
  }

  private static Path file(String yaml) throws Exception {
    Path file = Files.createTempFile(directory, "policies", ".yaml");
    return Files.writeString(file, yaml);
  }

  private static Outcome api(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--url=http://127.0.0.1:" + application.httpPort();
    return run(all);
  }

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        SpendbreakerCommand.of(new PolicyCommand(), new StatusCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int exitCode = SpendbreakerCommand.execute(commandLine, arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
