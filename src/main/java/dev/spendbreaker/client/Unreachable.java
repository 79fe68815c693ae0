package dev.spendbreaker.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;

/** Why an application cannot be asked, and what to do. */
final class Unreachable {
  private Unreachable() {}

  static String why(URI address, Exception cause) {
    if (cause instanceof SSLException) {
      return "no TLS connection with %s (%s): name the certificate to believe with --tls-ca, and the address that it is for with --url"
          .formatted(address, cause.getMessage());
    }
    if (cause instanceof ConnectException
        || cause instanceof HttpTimeoutException
        || "https".equals(address.getScheme())) {
      return "nothing answers at %s: start it with './spendbreaker dev', or name another address with --url"
          .formatted(address);
    }
    return "what listens at %s does not answer (%s): if it speaks TLS, name its address with --url https://…"
        .formatted(address, cause.getMessage());
  }
}
