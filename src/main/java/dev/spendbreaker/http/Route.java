package dev.spendbreaker.http;

/**
 * Where an endpoint is.
 *
 * @param method {@link #ANY} for all
 * @param path the whole path; where it ends with {@code /}, and is more than that, what all its
 *     paths begin with
 * @param access what a token must allow
 * @param guard what is looked at, besides, before a request may pass
 */
public record Route(String method, String path, Access access, Endpoint endpoint, Guard guard) {
  private static final String ANY = "*";

  /** What keeps web pages away. */
  public enum Guard {
    /** Nothing. */
    NONE,
    /** The host, and the origin of requests that may change something. */
    CHANGES,
    /** The host and the origin: pages of other origins may not even read it. */
    ALWAYS
  }

  /** An endpoint that pages of other origins may not change anything with. */
  public Route(String method, String path, Access access, Endpoint endpoint) {
    this(method, path, access, endpoint, Guard.CHANGES);
  }

  /**
   * For gateways, which send the method, host and origin of the request that they ask about: any of
   * them is welcome. The endpoint must change nothing.
   */
  static Route forGateways(String path, Endpoint endpoint) {
    return new Route(ANY, path, Access.CHECK, endpoint, Guard.NONE);
  }

  /** The same place with another endpoint. */
  Route with(Endpoint other) {
    return new Route(method, path, access, other, guard);
  }

  boolean matches(String rawPath) {
    boolean isPrefix = path.endsWith("/") && !path.equals("/");
    return isPrefix ? rawPath.startsWith(path) : rawPath.equals(path);
  }

  /** GET answers HEAD, too; the server leaves the body out. */
  boolean serves(String requested) {
    return method.equals(requested)
        || method.equals(ANY)
        || (method.equals("GET") && requested.equals("HEAD"));
  }

  String allowed() {
    return method.equals("GET") ? "GET, HEAD" : method;
  }
}
