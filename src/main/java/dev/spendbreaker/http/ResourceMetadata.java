package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.access.AuthorizationServer;
import dev.spendbreaker.access.Permission;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /.well-known/oauth-protected-resource}: names the authorization server (RFC 9728). What
 * follows in the path is the path of the resource, such as {@code /mcp}.
 */
final class ResourceMetadata {
  static final String PATH = "/.well-known/oauth-protected-resource";

  private final AccessControl control;

  ResourceMetadata(AccessControl control) {
    this.control = control;
  }

  /** None where there is no authorization server. */
  List<Route> routes() {
    AuthorizationServer server = control.server();
    return server == null
        ? List.of()
        : List.of(
            new Route("GET", PATH, Access.OPEN, call -> get(call, server)),
            new Route("GET", PATH + "/", Access.OPEN, call -> get(call, server)));
  }

  private CompletableFuture<Answer> get(Call call, AuthorizationServer server) {
    String path = call.rawRest();
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.put("resource", call.base(control.publicUrls()) + (path.isEmpty() ? "" : "/" + path));
    document.putArray("authorization_servers").add(server.issuer().toString());
    Permission.texts()
        .forEach(scope -> document.withArray("scopes_supported").add(server.scopePrefix() + scope));
    document.putArray("bearer_methods_supported").add("header");
    document.put("resource_name", "Spendbreaker");
    return Answer.json(200, document).now();
  }
}
