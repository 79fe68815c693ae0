package dev.spendbreaker.cli;

import dev.spendbreaker.client.ApiClient;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the running application is that a command talks to. */
final class ApiOptions {
  @Option(
      names = "--url",
      paramLabel = "<url>",
      defaultValue = "http://127.0.0.1:8080",
      description = "The address of a running application. Default: ${DEFAULT-VALUE}.")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  ApiClient client() {
    return new ApiClient(url());
  }

  /** The address, which looks like one. */
  URI url() {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null) {
      throw new ParameterException(
          command.commandLine(),
          "'%s' is no address of an application: it looks like http://127.0.0.1:8080"
              .formatted(url));
    }
    return url;
  }
}
