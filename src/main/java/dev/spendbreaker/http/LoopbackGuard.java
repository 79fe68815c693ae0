package dev.spendbreaker.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Keeps web pages away from a server that trusts whoever can reach it. A server on a loopback
 * address asks for no token, and any page that a browser of this machine shows can reach it: under
 * a name of its own that resolves to 127.0.0.1 (DNS rebinding), or across origins.
 */
final class LoopbackGuard {
  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final Set<String> LOOPBACK_V6 = Set.of("::1", "[::1]", "[0:0:0:0:0:0:0:1]");

  /** How containers call the machine they run on; {@code .internal} is nobody's domain. */
  private static final Set<String> NAMES =
      Set.of("localhost", "host.docker.internal", "host.containers.internal");

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final boolean active;

  /** Guards a server that listens on {@code address}; only loopback ones need it. */
  LoopbackGuard(InetAddress address) {
    active = address.isLoopbackAddress();
  }

  /**
   * Lets a request pass.
   *
   * @param guard what its route wants to be looked at
   * @throws ProblemException where it does not
   */
  void check(Request request, Route.Guard guard) {
    if (!active || guard == Route.Guard.NONE) {
      return;
    }
    checkHost(Request.getServerName(request));
    if (guard == Route.Guard.ALWAYS || !READING.contains(request.getMethod())) {
      checkOrigin(request);
    }
  }

  private static void checkOrigin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null && !isOwn(origin, request)) {
      throw new Problem(
              403,
              "origin_not_allowed",
              "a web page of another origin may not do this",
              "send the request from a program, or from the page of Spendbreaker itself")
          .exception();
    }
  }

  private static boolean isOwn(String origin, Request request) {
    return origin.equalsIgnoreCase("http://" + request.getHttpURI().getAuthority());
  }

  private static void checkHost(String host) {
    if (!isLoopback(host.toLowerCase(Locale.ROOT))) {
      throw new Problem(
              403,
              "host_not_allowed",
              "the Host header does not name this machine's loopback address",
              "use http://localhost or http://127.0.0.1 with the port")
          .exception();
    }
  }

  private static boolean isLoopback(String host) {
    return NAMES.contains(host)
        || host.endsWith(".localhost")
        || LOOPBACK_V6.contains(host)
        || LOOPBACK_V4.matcher(host).matches();
  }
}
