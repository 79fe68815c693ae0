package dev.spendbreaker.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.jspecify.annotations.Nullable;

/**
 * Looks host names up and leaves out the addresses that must not be called. The client connects to
 * what it is given here, so that a name cannot stand for another address by then.
 */
final class GuardedResolver implements SocketAddressResolver {
  /** Looks a name up; may take long. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final Executor executor;
  private final Lookup lookup;
  private final AddressRules rules;
  private final @Nullable String proxyHost;

  /**
   * @param executor for what may take long
   * @param proxyHost the one host that is exempt: all connections go there, and it looks up names
   */
  GuardedResolver(
      Executor executor, Lookup lookup, AddressRules rules, @Nullable String proxyHost) {
    this.executor = executor;
    this.lookup = lookup;
    this.rules = rules;
    this.proxyHost = proxyHost;
  }

  @Override
  public void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    try {
      executor.execute(() -> answer(host, port, promise));
    } catch (RejectedExecutionException e) {
      promise.failed(new UndeliverableException("too many host names are being looked up"));
    }
  }

  private void answer(String host, int port, Promise<List<InetSocketAddress>> promise) {
    try {
      promise.succeeded(resolve(unbracketed(host), port));
    } catch (UndeliverableException | RuntimeException e) {
      promise.failed(e);
    }
  }

  static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private List<InetSocketAddress> resolve(String host, int port) throws UndeliverableException {
    List<InetSocketAddress> callable = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (InetAddress address : addresses(host)) {
      String refusal = host.equals(proxyHost) ? null : rules.refusal(host, address);
      if (refusal == null) {
        callable.add(new InetSocketAddress(named(host, address), port));
      } else {
        refusals.add(refusal);
      }
    }
    if (callable.isEmpty()) {
      throw new UndeliverableException(
          "%s must not be called: %s ('webhook.allowed' may list it)"
              .formatted(host, String.join(", ", refusals)));
    }
    return callable;
  }

  /** The address with the name, which TLS checks the certificate for. */
  private static InetAddress named(String host, InetAddress address) throws UndeliverableException {
    try {
      return InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException e) {
      throw new UndeliverableException(host + " stands for no address");
    }
  }

  private InetAddress[] addresses(String host) throws UndeliverableException {
    try {
      return lookup.addresses(host);
    } catch (UnknownHostException e) {
      throw new UndeliverableException("the host name " + host + " is not known");
    }
  }
}
