package dev.spendbreaker.access;

/** Tells by a token who sends a request. */
@FunctionalInterface
public interface Authenticator {
  /**
   * Who a token belongs to. May wait for an authorization server, but rarely.
   *
   * @throws InvalidTokenException where it belongs to nobody
   */
  Caller authenticate(String token) throws InvalidTokenException;
}
