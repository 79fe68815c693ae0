package dev.spendbreaker.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tokens of our own that are in force. */
public final class AccessTokens implements Authenticator {
  private final List<AccessToken> tokens;

  private AccessTokens(List<AccessToken> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /**
   * Those given.
   *
   * @throws IllegalArgumentException where two have the same name
   */
  public static AccessTokens of(List<AccessToken> tokens) {
    Set<String> names = new HashSet<>();
    for (AccessToken token : tokens) {
      if (!names.add(token.owner().name())) {
        throw new IllegalArgumentException(
            "there are two tokens '%s': each needs a name of its own"
                .formatted(token.owner().name()));
      }
    }
    return new AccessTokens(tokens);
  }

  /**
   * Reads a file of tokens, a line each; empty lines and those that begin with {@code #} are passed
   * over.
   *
   * @throws IllegalArgumentException with the line and what is wrong there
   */
  public static List<AccessToken> read(Path file) throws IOException {
    List<AccessToken> tokens = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        tokens.add(parse(line, file, i + 1));
      }
    }
    return tokens;
  }

  private static AccessToken parse(String line, Path file, int number) {
    try {
      return AccessToken.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "line %d of %s: %s".formatted(number, file, e.getMessage()), e);
    }
  }

  /** Compares with every token, so that the time it takes tells nothing. */
  @Override
  public Caller authenticate(String token) throws InvalidTokenException {
    byte[] hash = AccessToken.hash(token);
    @Nullable Caller found = null;
    for (AccessToken known : tokens) {
      if (known.hasHash(hash)) {
        found = known.owner();
      }
    }
    if (found == null) {
      throw new InvalidTokenException("the token is not known");
    }
    return found;
  }
}
