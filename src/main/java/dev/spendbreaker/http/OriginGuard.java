package dev.spendbreaker.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Keeps web pages away. Any page that a browser shows can reach a server on a loopback address of
 * the same machine, and others in its network: under a name of its own that resolves there (DNS
 * rebinding), or across origins.
 *
 * <p>The host is looked at on loopback addresses and where the public addresses are known. A
 * literal address passes in the latter case, as no name was rebound for it.
 */
final class OriginGuard {
  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final Set<String> LOOPBACK_V6 = Set.of("::1", "[::1]", "[0:0:0:0:0:0:0:1]");
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9a-f:.]*:[0-9a-f:.]*]?");

  /** How containers call the machine they run on; {@code .internal} is nobody's domain. */
  private static final Set<String> NAMES =
      Set.of("localhost", "host.docker.internal", "host.containers.internal");

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final boolean loopback;
  private final Set<String> publicHosts;
  private final Set<String> publicOrigins;

  /**
   * Guards a server.
   *
   * @param address that it listens on
   * @param publicUrls the addresses that clients know; empty where they are not told
   */
  OriginGuard(InetAddress address, List<URI> publicUrls) {
    loopback = address.isLoopbackAddress();
    publicHosts =
        publicUrls.stream()
            .map(url -> url.getHost().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    publicOrigins =
        publicUrls.stream()
            .map(url -> (url.getScheme() + "://" + url.getAuthority()).toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
  }

  /**
   * Lets a request pass.
   *
   * @param guard what its route wants to be looked at
   * @throws ProblemException where it does not
   */
  void check(Request request, Route.Guard guard) {
    if (guard == Route.Guard.NONE) {
      return;
    }
    checkHost(Request.getServerName(request).toLowerCase(Locale.ROOT));
    if (guard == Route.Guard.ALWAYS || !READING.contains(request.getMethod())) {
      checkOrigin(request);
    }
  }

  private void checkHost(String host) {
    if (loopback && !isLoopback(host) && !publicHosts.contains(host)) {
      throw notAllowed(
              "the Host header does not name this machine's loopback address",
              "use http://localhost or http://127.0.0.1 with the port")
          .exception();
    }
    if (!loopback && !publicHosts.isEmpty() && !isKnown(host)) {
      throw notAllowed(
              "the Host header names none of the public addresses of this server",
              "use one of them; the setting http.public.urls lists them")
          .exception();
    }
  }

  private boolean isKnown(String host) {
    return publicHosts.contains(host) || isLoopback(host) || LITERAL.matcher(host).matches();
  }

  private static Problem notAllowed(String detail, String hint) {
    return new Problem(403, "host_not_allowed", detail, hint);
  }

  private static boolean isLoopback(String host) {
    return NAMES.contains(host)
        || host.endsWith(".localhost")
        || LOOPBACK_V6.contains(host)
        || LOOPBACK_V4.matcher(host).matches();
  }

  private void checkOrigin(Request request) {
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

  private boolean isOwn(String origin, Request request) {
    return origin.equalsIgnoreCase(TokenGuard.address(request))
        || publicOrigins.contains(origin.toLowerCase(Locale.ROOT));
  }
}
