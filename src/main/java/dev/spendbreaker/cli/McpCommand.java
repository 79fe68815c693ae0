package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.client.McpProxy;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spendbreaker mcp}: the MCP server of a running application, over standard streams. */
@Command(
    name = "mcp",
    description = {
      "Connects an MCP client that starts programs to a running application.",
      "Standard input and output carry the protocol; logs go to standard error."
    },
    footer = {"", "Example: spendbreaker mcp --url http://127.0.0.1:8080"})
final class McpCommand implements Callable<Integer> {
  @Mixin private ApiOptions api = new ApiOptions();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = new PrintWriter(System.out, false, UTF_8);
    try (McpProxy proxy = new McpProxy(api.url(), api.token(), api.trusted(), out)) {
      proxy.run(System.in);
    }
    return ExitCode.OK;
  }
}
