package dev.spendbreaker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.NodePackages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official clients against a running application: the Inspector, the TypeScript client, and
 * those scenarios of the conformance suite that need no fixtures.
 */
@Tag("integration")
class OfficialClientsTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final long TIMEOUT_SECONDS = 120;
  private static final String INSPECTOR =
      "@modelcontextprotocol/inspector/clients/launcher/build/index.js";
  private static final String CONFORMANCE = "@modelcontextprotocol/conformance/dist/index.js";

  /** Calls of tools that need nothing to be there. */
  private static final Map<String, String> CALLS =
      Map.of(
          "otel_evaluate_spend", "{\"agentId\": \"inspected\", \"costUsd\": 0.25}",
          "otel_budget_status", "{\"agentId\": \"inspected\", \"includeHistory\": true}",
          "otel_list_budget_policies", "{}",
          "otel_spend_breakdown", "{}",
          "otel_explain_decision", "{\"agentId\": \"inspected\"}");

  @TempDir static Path directory;
  private static NodePackages packages;
  private static Application application;

  @BeforeAll
  static void start() throws Exception {
    packages = NodePackages.of("mcp");
    application = RunningApplication.start(KAFKA, "mcp-clients-test", directory, Map.of());
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static String endpoint() {
    return "http://127.0.0.1:" + application.httpPort() + "/mcp";
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "modern"})
  void shouldBeUsedByTheTypeScriptClient(String era) throws Exception {
    Path script = Path.of("src/test/npm/mcp/use-everything.mjs");
    assertThat(packages.run(TIMEOUT_SECONDS, script, endpoint(), era)).contains("used everything");
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "modern"})
  void shouldHaveToolsThatTheInspectorFindsPortableAndCanCall(String era) throws Exception {
    assertThat(inspect(era, "--method", "tools/list", "--strict"))
        .contains("otel_delete_budget_policy")
        .doesNotContain("portab");
    String policy = "\"policyId\": \"inspected-" + era + "\"";
    callTool(
        era,
        "otel_register_budget_policy",
        "{\"agentId\": \"inspected\", \"maxSpendUsd\": 5, \"windowMs\": 0, " + policy + "}");
    callTool(era, "otel_get_budget_policy", "{" + policy + "}");
    for (Map.Entry<String, String> call : CALLS.entrySet()) {
      callTool(era, call.getKey(), call.getValue());
    }
    callTool(era, "otel_delete_budget_policy", "{" + policy + "}");
  }

  private static void callTool(String era, String tool, String arguments) throws Exception {
    assertThat(
            inspect(
                era,
                "--method",
                "tools/call",
                "--tool-name",
                tool,
                "--tool-args-json",
                arguments,
                "--format",
                "json"))
        .contains("\"structuredContent\":")
        .contains("\"isError\":false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "modern"})
  void shouldBeInspectedOverStandardStreams(String era) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--cli", "--protocol-era", era, "--method", "tools/list", "--strict"));
    arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    arguments.add("-Dlogback.configurationFile=" + shippedLogging());
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of("dev.spendbreaker.cli.Main", "mcp", "--url"));
    arguments.add("http://127.0.0.1:" + application.httpPort());
    assertThat(inspector(arguments)).contains("otel_delete_budget_policy");
  }

  private static Path shippedLogging() {
    return Path.of("src/main/resources/logback.xml").toAbsolutePath();
  }

  private static String inspect(String era, String... arguments) throws Exception {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--cli", endpoint(), "--transport", "http", "--protocol-era", era));
    all.addAll(List.of(arguments));
    return inspector(all);
  }

  private static String inspector(List<String> arguments) throws Exception {
    return packages.run(
        TIMEOUT_SECONDS, packages.script(INSPECTOR), arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, server-initialize",
    "2025-11-25, server-session-lifecycle",
    "2025-11-25, logging-set-level",
    "2025-11-25, ping",
    "2025-11-25, tools-list",
    "2025-11-25, resources-list",
    "2025-11-25, resources-subscribe",
    "2025-11-25, resources-unsubscribe",
    "2025-11-25, prompts-list",
    "2025-11-25, dns-rebinding-protection",
    "2025-11-25, server-sse-multiple-streams",
    "2026-07-28, server-stateless",
    "2026-07-28, tools-list",
    "2026-07-28, resources-list",
    "2026-07-28, prompts-list",
    "2026-07-28, caching",
    "2026-07-28, sep-2164-resource-not-found",
    "2026-07-28, http-header-validation",
    "2026-07-28, dns-rebinding-protection",
    "2026-07-28, server-sse-multiple-streams"
  })
  void shouldPassTheScenariosThatNeedNoFixtures(String revision, String scenario) throws Exception {
    String printed =
        packages.run(
            TIMEOUT_SECONDS,
            packages.script(CONFORMANCE),
            "server",
            "--url",
            endpoint(),
            "--spec-version",
            revision,
            "--scenario",
            scenario,
            "--expected-failures",
            Path.of("src/test/npm/mcp/baseline-without-fixtures.yaml").toAbsolutePath().toString());
    assertThat(printed).contains("SUCCESS");
  }
}
