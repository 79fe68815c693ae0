package dev.spendbreaker.access;

import java.net.URI;

/**
 * An OAuth 2 authorization server whose JWTs count (RFC 9068).
 *
 * @param issuer as it stands in {@code iss}
 * @param jwks where its public keys are
 * @param audience as one of {@code aud} must be
 * @param scopePrefix what stands before our scopes in {@code scope} or {@code scp}; may be empty
 */
public record AuthorizationServer(URI issuer, URI jwks, String audience, String scopePrefix) {}
