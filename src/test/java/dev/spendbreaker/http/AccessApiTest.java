package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.access.AuthorizationServer;
import dev.spendbreaker.access.Caller;
import dev.spendbreaker.access.InvalidTokenException;
import dev.spendbreaker.access.Permission;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessApiTest {
  private static final AuthorizationServer SERVER =
      new AuthorizationServer(
          URI.create("https://login.example.com"),
          URI.create("https://login.example.com/jwks"),
          "https://budget.example.com",
          "budget.");

  private final Api api = new Api(ScopedTokens.CONTROL);

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        api.client.to(path).method(method, HttpRequest.BodyPublishers.noBody());
    return Client.send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Each is allowed by the token with the scope, and by none of the others. */
  @ParameterizedTest
  @CsvSource({
    "read, GET, /v1/scopes",
    "read, GET, /v1/scopes/agent/a1",
    "read, GET, /v1/scopes/agent/a1/decisions",
    "read, GET, /v1/scopes/agent/a1/spend",
    "read, GET, /v1/decisions",
    "read, HEAD, /v1/decisions/stream",
    "read, GET, /v1/policies",
    "read, GET, /v1/policies/p1",
    "read, GET, /v1/prices",
    "read, GET, /v1/prices/unpriced",
    "write, PUT, /v1/policies/p1",
    "write, DELETE, /v1/policies/p1",
    "write, PUT, /v1/prices/a/b",
    "write, DELETE, /v1/prices/a/b",
    "read, GET, /v1/webhooks/deliveries",
    "read, GET, /v1/webhooks/deliveries/d1",
    "write, POST, /v1/webhooks/deliveries/d1/resend",
    "read, GET, /v1/decisions/d1/ack",
    "check, POST, /v1/decisions/d1/ack",
    "check, GET, /v1/check?agent=a1",
    "check, POST, /v1/check/anything",
    "check, POST, /ofrep/v1/evaluate/flags",
    "check, POST, /ofrep/v1/evaluate/flags/budget",
    "check, POST, /beta/litellm_basic_guardrail_api"
  })
  void shouldAskForATokenWithTheRightScope(String scope, String method, String path) {
    HttpResponse<byte[]> without = send(method, path);
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(header(without, "www-authenticate")).isEqualTo("Bearer realm=\"spendbreaker\"");
    for (Permission permission : Permission.values()) {
      HttpResponse<byte[]> answer =
          send(method, path, "authorization", "Bearer " + ScopedTokens.of(permission));
      if (permission.text().equals(scope)) {
        assertThat(answer.statusCode()).isNotIn(401, 403);
      } else {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(header(answer, "www-authenticate"))
            .isEqualTo(
                "Bearer realm=\"spendbreaker\", error=\"insufficient_scope\", scope=\""
                    + scope
                    + "\"");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/v1/schemas", "/v1/schemas/policy"})
  void shouldAnswerWhatSaysNothingToEverybody(String path) {
    assertThat(api.client.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayWhatIsWrongAndNeverTellTheToken() {
    JsonNode missing = assertProblem(send("GET", "/v1/scopes"), 401, "token_missing");
    assertThat(missing.path("hint").asText()).contains("Authorization: Bearer");

    HttpResponse<byte[]> answer = send("GET", "/v1/scopes", "authorization", "Bearer guessed-it");
    JsonNode invalid = assertProblem(answer, 401, "token_invalid");
    assertThat(invalid.toString()).doesNotContain("guessed-it");
    assertThat(header(answer, "www-authenticate")).contains("error=\"invalid_token\"");

    String reader = ScopedTokens.of(Permission.READ);
    JsonNode lacking =
        assertProblem(
            send("DELETE", "/v1/policies/p1", "authorization", "Bearer " + reader),
            403,
            "scope_missing");
    assertThat(lacking.path("detail").asText()).contains("'write'");
    assertThat(lacking.toString()).doesNotContain(reader);
  }

  @Test
  void shouldTakeTheTokenFromItsOwnHeaderWhereTheOtherIsOfSomebodyElse() {
    String token = ScopedTokens.of(Permission.CHECK);

    HttpResponse<byte[]> answer =
        send(
            "GET",
            "/v1/check?agent=a1",
            "authorization",
            "Bearer key-of-a-model",
            "x-spendbreaker-token",
            token);

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic %s", "%s", "Bearer", "Bearer  ", "Bearer x%s", "Token %s"})
  void shouldNotTakeATokenFromAnythingElse(String form) {
    String header = form.formatted(ScopedTokens.of(Permission.READ));

    assertThat(send("GET", "/v1/scopes", "authorization", header).statusCode()).isEqualTo(401);
    assertThat(
            send("GET", "/v1/scopes?access_token=" + ScopedTokens.of(Permission.READ)).statusCode())
        .isEqualTo(401);
  }

  /** The scheme is case-insensitive (RFC 9110, §11.1). */
  @Test
  void shouldTakeTheSchemeInAnyCase() {
    String header = "bEARER " + ScopedTokens.of(Permission.READ);

    assertThat(send("GET", "/v1/scopes", "authorization", header).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNameItsAuthorizationServer() {
    AccessControl control =
        new AccessControl(
            ScopedTokens.KNOWN,
            SERVER,
            AccessApiTest::jwt,
            List.of(URI.create("https://budget.example.com/")));
    try (Api other = new Api(control)) {
      HttpResponse<byte[]> refused = other.client.get("/v1/scopes");
      assertThat(header(refused, "www-authenticate"))
          .isEqualTo(
              "Bearer realm=\"spendbreaker\", resource_metadata="
                  + "\"https://budget.example.com/.well-known/oauth-protected-resource\"");

      JsonNode metadata = json(other.client.get("/.well-known/oauth-protected-resource/mcp"));
      assertThat(metadata.path("resource").asText()).isEqualTo("https://budget.example.com/mcp");
      assertThat(metadata.path("authorization_servers").toString())
          .isEqualTo("[\"https://login.example.com\"]");
      assertThat(metadata.path("scopes_supported").toString())
          .isEqualTo("[\"budget.read\",\"budget.write\",\"budget.check\",\"budget.ingest\"]");
      assertThat(metadata.path("bearer_methods_supported").toString()).isEqualTo("[\"header\"]");

      for (String token : List.of("a.b.c", ScopedTokens.of(Permission.READ))) {
        HttpRequest.Builder request =
            other.client.to("/v1/scopes").header("authorization", "Bearer " + token);
        assertThat(Client.send(request).statusCode()).as(token).isEqualTo(200);
      }
      assertProblem(
          Client.send(other.client.to("/v1/scopes").header("authorization", "Bearer d.e.f")),
          401,
          "token_invalid");
    }
    assertThat(api.client.get("/.well-known/oauth-protected-resource").statusCode()).isEqualTo(404);
  }

  private static Caller jwt(String token) throws InvalidTokenException {
    if (!token.equals("a.b.c")) {
      throw new InvalidTokenException("the signature of the token does not hold");
    }
    return new Caller("of-the-test", EnumSet.allOf(Permission.class));
  }

  @Test
  void shouldLetSpansInWithTheRightTokenOnly() throws Exception {
    SpanPublisher publisher = (key, message, type) -> CompletableFuture.completedFuture(null);
    try (OtlpServer otlp =
        OtlpServer.start(
            BoundPort.bind("otlp", "127.0.0.1", 0), ScopedTokens.CONTROL, 10_000, publisher)) {
      Client client = new Client(otlp.port());
      byte[] nothing = "{\"resourceSpans\":[]}".getBytes(UTF_8);

      HttpResponse<byte[]> refused = client.post("/v1/traces", "application/json", nothing);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(json(refused).path("code").intValue()).isEqualTo(16); // UNAUTHENTICATED

      assertThat(ingest(client, nothing, Permission.CHECK)).isEqualTo(403);
      assertThat(ingest(client, nothing, Permission.INGEST)).isEqualTo(200);
    }
  }

  private static int ingest(Client client, byte[] body, Permission permission) {
    String token = "Bearer " + ScopedTokens.of(permission);
    return client.post("/v1/traces", "application/json", body, "authorization", token).statusCode();
  }

  @Test
  void shouldLookAtHostsAndOriginsByThePublicAddresses() {
    AccessControl known =
        new AccessControl(
            ScopedTokens.KNOWN, null, null, List.of(URI.create("https://budget.example.com")));
    try (Api other = new Api(known)) {
      assertThat(other.client.raw("GET /livez HTTP/1.1", "Host: Budget.example.com"))
          .startsWith("HTTP/1.1 200 ");
      assertThat(other.client.raw("GET /livez HTTP/1.1", "Host: evil.example"))
          .startsWith("HTTP/1.1 403 ");
      String writer = "Authorization: Bearer " + ScopedTokens.of(Permission.WRITE);
      assertThat(
              other.client.raw(
                  "DELETE /v1/policies/p1 HTTP/1.1",
                  "Host: budget.example.com",
                  "Origin: https://budget.example.com",
                  writer))
          .startsWith("HTTP/1.1 404 ");
      assertThat(
              other.client.raw(
                  "DELETE /v1/policies/p1 HTTP/1.1",
                  "Host: budget.example.com",
                  "Origin: https://evil.example",
                  writer))
          .startsWith("HTTP/1.1 403 ")
          .contains("origin_not_allowed");
    }
  }

  /** Where others can reach it, probes and other instances use names and addresses of their own. */
  @Test
  void shouldTakeLiteralAddressesBesidesThePublicNamesWhereOthersReachIt() throws Exception {
    List<URI> urls = List.of(URI.create("https://budget.example.com"));
    try (JettyServer server =
        JettyServer.start(
            BoundPort.bind("http", "0.0.0.0", 0),
            new AccessControl(ScopedTokens.KNOWN, null, null, urls),
            new SchemasResource().routes(),
            (request, problem) -> ProblemDocuments.answer(problem),
            Timeouts.DEFAULT)) {
      Client client = new Client(server.port());
      for (String host : List.of("budget.example.com", "10.1.2.3:8080", "[fd00::7]", "localhost")) {
        assertThat(client.raw("GET /v1/schemas HTTP/1.1", "Host: " + host))
            .as(host)
            .startsWith("HTTP/1.1 200 ");
      }
      assertThat(client.raw("GET /v1/schemas HTTP/1.1", "Host: evil.example"))
          .startsWith("HTTP/1.1 403 ");
    }
  }
}
