package dev.spendbreaker.http;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.access.Caller;
import dev.spendbreaker.access.InvalidTokenException;
import dev.spendbreaker.access.Permission;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks for tokens: in {@code Authorization: Bearer} (RFC 6750, §2.1), or in a header of our own,
 * which wins, for gateways that hand on the {@code Authorization} of their clients. Never in the
 * query, which ends up in logs.
 */
final class TokenGuard {
  private static final String HEADER = "X-Spendbreaker-Token";
  private static final String BEARER = "bearer ";
  private static final Caller NOBODY = new Caller("nobody", Set.of());

  private final AccessControl control;

  TokenGuard(AccessControl control) {
    this.control = control;
  }

  /**
   * Who sends a request, and may.
   *
   * @throws ProblemException where nobody does who may
   */
  Caller admit(Request request, Access access) {
    if (!control.asksForTokens()) {
      return Caller.ANYONE;
    }
    Permission needed = access.permission();
    if (needed == null) {
      return NOBODY;
    }
    Caller caller = caller(request);
    if (!caller.may(needed)) {
      throw forbidden(request, needed).exception();
    }
    return caller;
  }

  private Caller caller(Request request) {
    String token = token(request);
    if (token == null) {
      throw unauthorized(request, "token_missing", "this needs a token", "").exception();
    }
    try {
      return control.caller(token);
    } catch (InvalidTokenException e) {
      String why = String.valueOf(e.getMessage());
      throw unauthorized(request, "token_invalid", why, ", error=\"invalid_token\"").exception();
    }
  }

  private static @Nullable String token(Request request) {
    String own = request.getHeaders().get(HEADER);
    if (own != null) {
      return own;
    }
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    boolean bearer =
        authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? authorization.substring(BEARER.length()).strip() : null;
  }

  private Problem unauthorized(Request request, String code, String detail, String error) {
    return new Problem(
            401, code, detail, "send the header Authorization: Bearer … or " + HEADER + ": …")
        .header(HttpHeader.WWW_AUTHENTICATE.asString(), challenge(request) + error);
  }

  private Problem forbidden(Request request, Permission needed) {
    String challenge =
        "%s, error=\"insufficient_scope\", scope=\"%s\""
            .formatted(challenge(request), needed.text());
    return new Problem(
            403,
            "scope_missing",
            "the token lacks the scope '" + needed.text() + "'",
            "send a token that has it")
        .header(HttpHeader.WWW_AUTHENTICATE.asString(), challenge);
  }

  /** Says where the authorization server is named, if one is (RFC 9728, §5.1). */
  private String challenge(Request request) {
    String realm = "Bearer realm=\"spendbreaker\"";
    return control.server() == null
        ? realm
        : realm
            + ", resource_metadata=\""
            + base(control.publicUrls(), request)
            + ResourceMetadata.PATH
            + "\"";
  }

  /** The address under which clients know this server, without a slash at its end. */
  static String base(List<URI> publicUrls, Request request) {
    return publicUrls.isEmpty()
        ? address(request)
        : publicUrls.get(0).toString().replaceAll("/+$", "");
  }

  /** The address that a request was sent to, without a path. */
  static String address(Request request) {
    String scheme = request.isSecure() ? "https" : "http";
    return scheme + "://" + request.getHttpURI().getAuthority();
  }
}
