package dev.spendbreaker.mcp;

import dev.spendbreaker.http.RoutesServer;
import dev.spendbreaker.testing.NodePackages;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official conformance suite against what it wants to find, served by the production endpoint
 * and HTTP server. A failure that the baseline does not name fails, and so does a name in the
 * baseline that passes.
 */
@Tag("integration")
class ConformanceTest {
  private static final long TIMEOUT_SECONDS = 300;

  private static NodePackages packages;
  private static McpEndpoint endpoint;
  private static RoutesServer server;

  @BeforeAll
  static void start() throws Exception {
    packages = NodePackages.of("mcp");
    endpoint = McpEndpoint.of(ConformanceFeatures.all());
    server = RoutesServer.start(endpoint.routes());
  }

  @AfterAll
  static void stop() {
    endpoint.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2026-07-28"})
  void shouldConformToTheRevision(String revision) throws Exception {
    packages.run(
        TIMEOUT_SECONDS,
        packages.script("@modelcontextprotocol/conformance/dist/index.js"),
        "server",
        "--url",
        "http://127.0.0.1:" + server.port() + "/mcp",
        "--requirements",
        revision,
        "--expected-failures",
        Path.of("src/test/npm/mcp/baseline-" + revision + ".yaml").toAbsolutePath().toString());
  }
}
