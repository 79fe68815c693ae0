package dev.spendbreaker.runtime;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.access.AccessToken;
import dev.spendbreaker.access.AccessTokens;
import dev.spendbreaker.access.AuthorizationServer;
import dev.spendbreaker.access.JwtTokens;
import dev.spendbreaker.access.Permission;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may do what, as the settings say. */
final class ConfiguredAccess {
  private final Settings.Auth auth;
  private final Map<String, String> env;
  private final List<AccessToken> tokens = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ConfiguredAccess(Settings.Auth auth, Map<String, String> env) {
    this.auth = auth;
    this.env = env;
  }

  /**
   * Reads the tokens.
   *
   * @param env the environment
   * @throws InvalidSettingsException with every token that cannot be had, and why
   */
  static AccessControl of(Settings settings, Map<String, String> env)
      throws InvalidSettingsException {
    ConfiguredAccess access = new ConfiguredAccess(settings.auth(), env);
    AccessTokens tokens = access.tokens();
    AuthorizationServer server = access.server();
    if (!access.problems.isEmpty()) {
      throw new InvalidSettingsException(access.problems);
    }
    return new AccessControl(
        tokens,
        server,
        server == null ? null : new JwtTokens(server),
        settings.http().publicUrls());
  }

  private @Nullable AccessTokens tokens() {
    Path file = auth.tokensFile();
    if (file == null && auth.tokens().isEmpty()) {
      return null;
    }
    if (file != null) {
      addFile(file);
    }
    auth.tokens().forEach(this::addReferred);
    try {
      return AccessTokens.of(tokens);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void addFile(Path file) {
    try {
      List<AccessToken> read = AccessTokens.read(file);
      tokens.addAll(read);
      if (read.isEmpty()) {
        problems.add("there is no token in " + file + ": './spendbreaker token create' makes one");
      }
    } catch (IOException e) {
      problems.add("the tokens cannot be read from " + file + ": " + e);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  /** {@code name=scope[+scope]=reference}, which the settings have checked. */
  private void addReferred(String text) {
    String[] parts = text.split("=", 3);
    try {
      List<String> scopes = List.of(parts[1].split("\\+"));
      tokens.add(AccessToken.of(parts[0], Permission.all(scopes), lookUp(parts[2])));
    } catch (IOException | IllegalArgumentException e) {
      problems.add("token '%s' cannot be used: %s".formatted(parts[0], e.getMessage()));
    }
  }

  private String lookUp(String reference) throws IOException {
    String place = reference.substring(reference.indexOf(':') + 1);
    if (reference.startsWith("file:")) {
      return Files.readString(Path.of(place)).strip();
    }
    String value = env.get(place);
    if (value == null) {
      throw new IllegalArgumentException("the environment has no " + place);
    }
    return value.strip();
  }

  private @Nullable AuthorizationServer server() {
    return auth.issuer() == null || auth.jwksUrl() == null
        ? null
        : new AuthorizationServer(
            auth.issuer(), auth.jwksUrl(), auth.audience(), auth.scopePrefix());
  }
}
