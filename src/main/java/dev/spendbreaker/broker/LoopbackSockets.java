package dev.spendbreaker.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's two listening sockets, bound before Kafka starts.
 *
 * <p>Kafka must be told its ports in its settings. Holding the sockets from the choice of the port
 * until Kafka listens on them leaves no moment in which another process could take one.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {
  static final String HOST = "127.0.0.1";

  private final ServerSocketChannel broker;
  private final ServerSocketChannel controller;

  private LoopbackSockets(ServerSocketChannel broker, ServerSocketChannel controller) {
    this.broker = broker;
    this.controller = controller;
  }

  /**
   * Binds {@code port}, 0 for a free one, and a free port for the controller.
   *
   * @throws EmbeddedBrokerException where the port is in use or not one
   */
  static LoopbackSockets bind(int port) {
    ServerSocketChannel broker = listen(port);
    try {
      return new LoopbackSockets(broker, listen(0));
    } catch (RuntimeException e) {
      close(broker);
      throw e;
    }
  }

  int brokerPort() {
    return broker.socket().getLocalPort();
  }

  int controllerPort() {
    return controller.socket().getLocalPort();
  }

  /** Hands Kafka the socket bound to the port it asks for. */
  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBufferBytes)
      throws IOException {
    ServerSocketChannel socket = address.getPort() == brokerPort() ? broker : controller;
    if (socket.socket().getLocalPort() != address.getPort()) {
      throw new IOException("no socket was bound for listener " + listener + " at " + address);
    }
    return socket;
  }

  /** Closes what Kafka has not closed already. */
  @Override
  public void close() {
    close(broker);
    close(controller);
  }

  private static ServerSocketChannel listen(int port) {
    if (port < 0 || port > 65_535) {
      throw new EmbeddedBrokerException(
          "port " + port + " does not exist: choose one from 1 to 65535, or 0 for a free one");
    }
    ServerSocketChannel socket = open();
    try {
      socket.configureBlocking(false);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return socket;
    } catch (IOException e) {
      close(socket);
      throw cannotListen(port, e);
    }
  }

  private static ServerSocketChannel open() {
    try {
      return ServerSocketChannel.open();
    } catch (IOException e) {
      throw new EmbeddedBrokerException("cannot open a socket: " + e.getMessage(), e);
    }
  }

  private static EmbeddedBrokerException cannotListen(int port, IOException e) {
    String advice = ": choose another with --kafka-port, or 0 for a free one";
    return e instanceof BindException && String.valueOf(e.getMessage()).contains("in use")
        ? new EmbeddedBrokerException("port " + port + " is in use" + advice, e)
        : new EmbeddedBrokerException(
            "cannot listen on port " + port + " (" + e.getMessage() + ")" + advice, e);
  }

  private static void close(ServerSocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new EmbeddedBrokerException("cannot close a socket: " + e.getMessage(), e);
    }
  }
}
