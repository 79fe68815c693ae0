package dev.spendbreaker.runtime;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.http.BoundPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.kafka.streams.state.HostInfo;

/** Where the other instances reach this one. */
final class InstanceAddress {
  private InstanceAddress() {}

  /** What the settings say, or else where the HTTP server listens. */
  static HostInfo of(Settings settings, BoundPort port) {
    String given = settings.instances().address();
    return given.isEmpty()
        ? new HostInfo(host(port), port.port())
        : HostInfo.buildFromEndpoint(given);
  }

  private static String host(BoundPort port) {
    return (port.address().isAnyLocalAddress() ? thisMachine() : port.address()).getHostAddress();
  }

  /** A server that listens on all addresses is told to others by the one of the machine's name. */
  private static InetAddress thisMachine() {
    try {
      return InetAddress.getLocalHost();
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress();
    }
  }

  /** {@code host:port}, as Kafka Streams wants it. */
  static String text(HostInfo address) {
    String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    return host + ":" + address.port();
  }
}
