package dev.spendbreaker.cli;

import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.tls.InvalidTlsFileException;
import dev.spendbreaker.tls.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the running application is that a command talks to. */
final class ApiOptions {
  static final String TOKEN_VARIABLE = "SPENDBREAKER_TOKEN";

  /** Also that of the setting tls.ca: whoever talks to an application believes the same. */
  private static final String CA_VARIABLE = "SPENDBREAKER_TLS_CA";

  @Option(
      names = "--url",
      paramLabel = "<url>",
      defaultValue = "${env:SPENDBREAKER_URL:-http://127.0.0.1:8080}",
      description =
          "The address of a running application. Default: the variable SPENDBREAKER_URL, or else"
              + " http://127.0.0.1:8080.")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--token",
      paramLabel = "<token>",
      description =
          "Where the token is that the application asks for, env:NAME or file:PATH, or the token"
              + " itself, which other users of this machine can see. Default: the variable "
              + TOKEN_VARIABLE
              + ".")
  private @Nullable String token = System.getenv(TOKEN_VARIABLE);

  @Option(
      names = "--tls-ca",
      paramLabel = "<file>",
      description =
          "A PEM file with the certificates that are believed of the application. Default: the"
              + " variable "
              + CA_VARIABLE
              + ", or else those the JVM trusts.")
  private @Nullable Path ca = variableAsPath(CA_VARIABLE);

  ApiClient client() {
    return new ApiClient(url(), token(), trusted());
  }

  /** Whose certificate the application may have. */
  SSLContext trusted() {
    try {
      return TrustedCertificates.context(ca);
    } catch (InvalidTlsFileException e) {
      throw new ParameterException(
          command.commandLine(), "--tls-ca cannot be used: " + e.getMessage(), e);
    }
  }

  private static @Nullable Path variableAsPath(String name) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? null : Path.of(value);
  }

  /** The token to send; null for none. */
  @Nullable String token() {
    String given = token;
    return lookUp(given, command.commandLine());
  }

  /** The token itself, where {@code given} may only say where it is; null for none. */
  static @Nullable String lookUp(@Nullable String given, CommandLine command) {
    return given == null || given.isEmpty() ? null : found(given, command);
  }

  private static String found(String given, CommandLine command) {
    try {
      if (given.startsWith("file:")) {
        return Files.readString(Path.of(given.substring("file:".length()))).strip();
      }
    } catch (IOException e) {
      throw new ParameterException(command, "the token cannot be read: " + e, e);
    }
    return given.startsWith("env:") ? variable(given.substring("env:".length()), command) : given;
  }

  private static String variable(String name, CommandLine command) {
    String value = System.getenv(name);
    if (value == null) {
      throw new ParameterException(command, "there is no token: the environment has no " + name);
    }
    return value.strip();
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
