package dev.spendbreaker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.spendbreaker.testing.Free;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against keys that a real HTTP server publishes. */
class JwtTokensTest {
  private static final URI ISSUER = URI.create("https://login.example.com");
  private static final String AUDIENCE = "https://budget.example.com";

  private static final AtomicInteger ASKED = new AtomicInteger();
  private static RSAKey rsa;
  private static ECKey ec;
  private static HttpServer server;
  private static JwtTokens tokens;

  @BeforeAll
  static void publishKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
    byte[] published = new JWKSet(List.of(rsa, ec)).toPublicJWKSet().toString().getBytes(UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks.json",
        exchange -> {
          ASKED.incrementAndGet();
          exchange.getResponseHeaders().add("content-type", "application/json");
          exchange.sendResponseHeaders(200, published.length);
          exchange.getResponseBody().write(published);
          exchange.close();
        });
    server.start();
    tokens = new JwtTokens(server(server.getAddress().getPort(), ""));
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static AuthorizationServer server(int port, String prefix) {
    return new AuthorizationServer(
        ISSUER, URI.create("http://127.0.0.1:" + port + "/jwks.json"), AUDIENCE, prefix);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER.toString())
        .audience(AUDIENCE)
        .subject("agent-platform")
        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
        .claim("scope", "openid read write");
  }

  private static String signed(JWTClaimsSet.Builder claims) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa-1")
                .type(new JOSEObjectType("at+jwt"))
                .build(),
            claims.build());
    jwt.sign(new RSASSASigner(rsa));
    return jwt.serialize();
  }

  @Test
  void shouldTakeATokenOfItsAuthorizationServerAndAskForKeysOnce() throws Exception {
    Caller caller = tokens.authenticate(signed(claims()));
    tokens.authenticate(signed(claims()));

    assertThat(caller.name()).isEqualTo("agent-platform");
    assertThat(caller.permissions()).containsExactlyInAnyOrder(Permission.READ, Permission.WRITE);
    assertThat(ASKED).hasValueLessThanOrEqualTo(2); // an unknown key of another test asks again
  }

  @Test
  void shouldTakeAnEllipticCurveAndScopesInAList() throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1").build(),
            claims().claim("scope", null).claim("scp", List.of("check", "ingest")).build());
    jwt.sign(new ECDSASigner(ec));

    assertThat(tokens.authenticate(jwt.serialize()).permissions())
        .containsExactlyInAnyOrder(Permission.CHECK, Permission.INGEST);
  }

  @Test
  void shouldReadOnlyScopesWithItsPrefix() throws Exception {
    JwtTokens prefixed = new JwtTokens(server(server.getAddress().getPort(), "budget:"));

    Caller caller =
        prefixed.authenticate(signed(claims().claim("scope", "read budget:check budget:all")));

    assertThat(caller.permissions()).containsExactly(Permission.CHECK);
  }

  @Test
  void shouldRefuseWhatIsNotMeantForIt() {
    assertRefused(claims().expirationTime(Date.from(Instant.now().minusSeconds(120))), "expired");
    assertRefused(claims().expirationTime(null), "not for this server");
    assertRefused(claims().issuer("https://elsewhere.example.com"), "not for this server");
    assertRefused(claims().audience("https://other.example.com"), "not for this server");
    assertRefused(claims().audience((String) null), "not for this server");
    assertRefused(
        claims().notBeforeTime(Date.from(Instant.now().plusSeconds(120))), "not for this server");
  }

  private static void assertRefused(JWTClaimsSet.Builder claims, String why) {
    assertThatThrownBy(() -> tokens.authenticate(signed(claims)))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining(why);
  }

  @Test
  void shouldRefuseWhatNobodyOrSomebodyElseHasSigned() throws Exception {
    RSAKey other = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").build(), claims().build());
    forged.sign(new RSASSASigner(other));
    // the public key as the secret of a symmetric signature
    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), claims().build());
    confused.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));
    SignedJWT unknownKey =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-9").build(), claims().build());
    unknownKey.sign(new RSASSASigner(other));
    String cut = signed(claims());

    for (String token :
        List.of(
            forged.serialize(),
            confused.serialize(),
            unknownKey.serialize(),
            new PlainJWT(claims().build()).serialize(),
            cut.substring(0, cut.length() - 6),
            "a.b.c",
            "..",
            "")) {
      assertThatThrownBy(() -> tokens.authenticate(token))
          .as(token)
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  @Test
  void shouldSayThatTheKeysCannotBeHad() throws Exception {
    JwtTokens away = new JwtTokens(server(Free.port(), ""));
    String token = signed(claims());

    assertThatThrownBy(() -> away.authenticate(token))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining("cannot be had now");
  }
}
