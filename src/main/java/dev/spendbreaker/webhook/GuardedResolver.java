package dev.spendbreaker.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Those under way, by name. */
  private final Map<String, CompletableFuture<List<InetAddress>>> lookups =
      new ConcurrentHashMap<>();

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
    CompletableFuture<List<InetAddress>> unused =
        callable(unbracketed(host))
            .whenComplete(
                (addresses, failure) -> {
                  if (failure == null) {
                    promise.succeeded(at(port, addresses));
                  } else {
                    promise.failed(failure);
                  }
                });
  }

  private static List<InetSocketAddress> at(int port, List<InetAddress> addresses) {
    return addresses.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  /** Joins a lookup of the same name that is under way: a slow one takes one thread. */
  private CompletableFuture<List<InetAddress>> callable(String host) {
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> underWay = lookups.putIfAbsent(host, mine);
    if (underWay != null) {
      return underWay;
    }
    try {
      executor.execute(() -> lookUp(host, mine));
    } catch (RejectedExecutionException e) {
      fail(host, mine, new UndeliverableException("too many host names are being looked up"));
    }
    return mine;
  }

  /** Tells those that wait, whatever happens. */
  private void lookUp(String host, CompletableFuture<List<InetAddress>> result) {
    try {
      List<InetAddress> callable = check(host);
      lookups.remove(host);
      result.complete(callable);
    } catch (Throwable e) {
      fail(host, result, e);
    }
  }

  private void fail(String host, CompletableFuture<List<InetAddress>> result, Throwable failure) {
    lookups.remove(host);
    result.completeExceptionally(failure);
  }

  static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private List<InetAddress> check(String host) throws UndeliverableException {
    List<InetAddress> callable = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (InetAddress address : addresses(host)) {
      String refusal = host.equals(proxyHost) ? null : rules.refusal(host, address);
      if (refusal == null) {
        callable.add(named(host, address));
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
