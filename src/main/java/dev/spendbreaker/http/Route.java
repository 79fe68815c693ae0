package dev.spendbreaker.http;

/**
 * Where an endpoint is.
 *
 * @param path the whole path; where it ends with {@code /}, what all its paths begin with
 * @param ownOriginOnly whether web pages of other origins may not even read it
 */
public record Route(String method, String path, Endpoint endpoint, boolean ownOriginOnly) {
  public Route(String method, String path, Endpoint endpoint) {
    this(method, path, endpoint, false);
  }

  boolean matches(String rawPath) {
    return path.endsWith("/") ? rawPath.startsWith(path) : rawPath.equals(path);
  }

  /** GET answers HEAD, too; the server leaves the body out. */
  boolean serves(String requested) {
    return method.equals(requested) || (method.equals("GET") && requested.equals("HEAD"));
  }

  String allowed() {
    return method.equals("GET") ? "GET, HEAD" : method;
  }
}
