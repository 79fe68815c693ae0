package dev.spendbreaker.access;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, and under which addresses a server is reached.
 *
 * @param tokens our own; null where there are none
 * @param server the authorization server whose tokens count, too; null where there is none
 * @param jwts the tokens of that server
 * @param publicUrls the addresses that clients know, such as {@code https://budget.example.com};
 *     empty where they are those that it listens on
 */
public record AccessControl(
    @Nullable AccessTokens tokens,
    @Nullable AuthorizationServer server,
    @Nullable Authenticator jwts,
    List<URI> publicUrls) {
  /** Asks for no token. */
  public static final AccessControl NONE = new AccessControl(null, null, null, List.of());

  public AccessControl {
    publicUrls = List.copyOf(publicUrls);
  }

  /** Whether requests need a token. */
  public boolean asksForTokens() {
    return tokens != null || jwts != null;
  }

  /**
   * Who a token belongs to.
   *
   * @throws InvalidTokenException where it belongs to nobody
   */
  public Caller caller(String token) throws InvalidTokenException {
    if (jwts != null && (tokens == null || isJwt(token))) {
      return jwts.authenticate(token);
    }
    return tokens == null ? Caller.ANYONE : tokens.authenticate(token);
  }

  /** Three parts with dots between (RFC 7519, §3); ours have none. */
  private static boolean isJwt(String token) {
    return token.chars().filter(c -> c == '.').count() == 2;
  }
}
