package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.access.AccessToken;
import dev.spendbreaker.access.AccessTokens;
import dev.spendbreaker.access.AuthorizationServer;
import dev.spendbreaker.access.Permission;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A token for each scope, that allows no other. */
final class ScopedTokens {
  private static final Map<Permission, String> TOKENS =
      new EnumMap<>(
          Arrays.stream(Permission.values())
              .collect(Collectors.toMap(Function.identity(), each -> AccessToken.random())));

  static final AccessTokens KNOWN =
      AccessTokens.of(
          Arrays.stream(Permission.values())
              .map(each -> AccessToken.of(each.text(), Set.of(each), of(each)))
              .toList());

  /** Asks for these tokens. */
  static final AccessControl CONTROL = new AccessControl(KNOWN, null, null, List.of());

  /** As well as for those of an authorization server, of which there are none. */
  static final AccessControl WITH_SERVER =
      new AccessControl(
          KNOWN,
          new AuthorizationServer(
              URI.create("https://login.example.com"),
              URI.create("https://login.example.com/jwks"),
              "https://budget.example.com",
              ""),
          KNOWN,
          List.of());

  private ScopedTokens() {}

  static String of(Permission permission) {
    return Objects.requireNonNull(TOKENS.get(permission));
  }
}
