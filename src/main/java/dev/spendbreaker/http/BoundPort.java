package dev.spendbreaker.http;

import dev.spendbreaker.tls.CertifiedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A port of this machine that is taken, before anything is served on it: what an instance tells
 * others about itself must be known before its parts are made.
 */
public final class BoundPort implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final String name;
  private final ServerSocketChannel channel;
  private final @Nullable CertifiedKey key;
  private final InetSocketAddress address;

  private BoundPort(String name, ServerSocketChannel channel, @Nullable CertifiedKey key)
      throws IOException {
    this.name = name;
    this.channel = channel;
    this.key = key;
    this.address = (InetSocketAddress) channel.getLocalAddress();
  }

  /**
   * Takes a port for HTTP in the clear.
   *
   * @param name of its settings, {@code http} or {@code otlp}
   * @param host a name or address of this machine
   * @param port 0 for a free one
   * @throws ServerStartException where it cannot be had
   */
  public static BoundPort bind(String name, String host, int port) throws ServerStartException {
    return bind(name, host, port, null);
  }

  /**
   * Takes a port.
   *
   * @param name of its settings, {@code http} or {@code otlp}
   * @param host a name or address of this machine
   * @param port 0 for a free one
   * @param key what TLS is begun with; null for HTTP in the clear
   * @throws ServerStartException where it cannot be had
   */
  public static BoundPort bind(String name, String host, int port, @Nullable CertifiedKey key)
      throws ServerStartException {
    InetSocketAddress wanted = new InetSocketAddress(resolve(name, host), port);
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(wanted, BACKLOG);
        return new BoundPort(name, channel, key);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ServerStartException(whyNot(name, host, port, e), e);
    }
  }

  private static InetAddress resolve(String name, String host) throws ServerStartException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ServerStartException(
          "'%s' is no name or address of this machine: choose another with --%s-host"
              .formatted(host, name),
          e);
    }
  }

  private static String whyNot(String name, String host, int port, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("in use")
        ? "port %d is in use: choose another with --%s-port, or 0 for a free one"
            .formatted(port, name)
        : "cannot listen on %s port %d (%s): choose others with --%s-host and --%s-port"
            .formatted(host, port, message, name, name);
  }

  public int port() {
    return address.getPort();
  }

  /** Where it is bound. */
  public InetAddress address() {
    return address.getAddress();
  }

  /** What TLS is begun with; null for HTTP in the clear. */
  @Nullable CertifiedKey key() {
    return key;
  }

  String name() {
    return name;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
