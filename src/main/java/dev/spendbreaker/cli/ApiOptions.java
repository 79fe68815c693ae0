package dev.spendbreaker.cli;

import dev.spendbreaker.client.ApiClient;
import java.net.URI;
import picocli.CommandLine.Option;

/** Where the running application is that a command talks to. */
final class ApiOptions {
  @Option(
      names = "--url",
      paramLabel = "<url>",
      defaultValue = "http://127.0.0.1:8080",
      description = "The address of a running application. Default: ${DEFAULT-VALUE}.")
  private URI url = URI.create("http://127.0.0.1:8080");

  ApiClient client() {
    return new ApiClient(url);
  }
}
