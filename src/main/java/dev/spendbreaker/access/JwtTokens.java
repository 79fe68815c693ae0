package dev.spendbreaker.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access tokens of an authorization server: JWTs with an asymmetric signature, by a key that
 * the server publishes. Keys are kept for some minutes, asked for again at most every half minute
 * when one is not known, and used on for hours while the server is away.
 */
public final class JwtTokens implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(JwtTokens.class);
  private static final Duration OUTAGE = Duration.ofHours(4);
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int MAX_JWKS_BYTES = 256 << 10;

  /**
   * No symmetric ones, and not {@code none}: who checks a signature must not be able to make it.
   */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final String scopePrefix;

  /** Of one server. Its keys are asked for when the first token comes. */
  public JwtTokens(AuthorizationServer server) {
    scopePrefix = server.scopePrefix();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            new JOSEObjectType("at+jwt"), JOSEObjectType.JWT, null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(server)));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            server.audience(),
            new JWTClaimsSet.Builder().issuer(server.issuer().toString()).build(),
            Set.of("exp")));
  }

  private static JWKSource<SecurityContext> keys(AuthorizationServer server) {
    try {
      DefaultResourceRetriever retriever =
          new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_JWKS_BYTES);
      return JWKSourceBuilder.create(server.jwks().toURL(), retriever)
          .retrying(true)
          .outageTolerant(OUTAGE.toMillis())
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(server.jwks() + " is no address of keys", e);
    }
  }

  @Override
  public Caller authenticate(String token) throws InvalidTokenException {
    try {
      JWTClaimsSet claims = processor.process(SignedJWT.parse(token), null);
      String subject = claims.getSubject() == null ? "unnamed" : claims.getSubject();
      return new Caller(subject, permissions(claims));
    } catch (ParseException e) {
      throw new InvalidTokenException("the token is not known");
    } catch (ExpiredJWTException e) {
      throw new InvalidTokenException("the token has expired");
    } catch (KeySourceException e) {
      LOG.warn("the keys of the authorization server cannot be had: {}", e.getMessage());
      throw new InvalidTokenException("the keys of the authorization server cannot be had now");
    } catch (BadJWTException e) {
      throw new InvalidTokenException("the token is not for this server: " + e.getMessage());
    } catch (BadJOSEException | JOSEException e) {
      throw new InvalidTokenException("the signature of the token does not hold");
    }
  }

  /** Scopes of others are passed over. */
  private Set<Permission> permissions(JWTClaimsSet claims) throws ParseException {
    EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
    scopes(claims)
        .filter(scope -> scope.startsWith(scopePrefix))
        .flatMap(scope -> Permission.of(scope.substring(scopePrefix.length())).stream())
        .forEach(permissions::add);
    return permissions;
  }

  /** In {@code scope} as RFC 9068 says, or in {@code scp} as some servers do. */
  private static Stream<String> scopes(JWTClaimsSet claims) throws ParseException {
    return Stream.concat(words(claims.getClaim("scope")), words(claims.getClaim("scp")));
  }

  private static Stream<String> words(@Nullable Object claim) {
    if (claim instanceof String text) {
      return Arrays.stream(text.split(" "));
    }
    return claim instanceof Collection<?> many
        ? List.copyOf(many).stream().map(String::valueOf)
        : Stream.empty();
  }
}
