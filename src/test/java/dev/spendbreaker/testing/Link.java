package dev.spendbreaker.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way over loopback to a port of this machine that a test can cut, as a network is cut: nothing
 * is refused and nothing closed, nothing arrives. What was sent meanwhile arrives when it is
 * healed.
 */
public final class Link implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private boolean cut;

  private Link(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Opens one on a free port. */
  public static Link to(int target) {
    try {
      Link link = new Link(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      link.inBackground(link::accept);
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is entered. */
  public int port() {
    return server.getLocalPort();
  }

  /** Lets nothing through any more, in either direction. */
  public void cut() {
    synchronized (gate) {
      cut = true;
    }
  }

  /** Lets everything through again, and first what has waited. */
  public void heal() {
    synchronized (gate) {
      cut = false;
      gate.notifyAll();
    }
  }

  private void accept() throws IOException, InterruptedException {
    while (!server.isClosed()) {
      Socket client = server.accept();
      open.add(client);
      inBackground(() -> connect(client));
    }
  }

  private void connect(Socket client) throws IOException, InterruptedException {
    try {
      passGate();
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(broker);
      inBackground(() -> copy(broker, client));
      copy(client, broker);
    } finally {
      close(client);
    }
  }

  private void copy(Socket from, Socket to) throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        passGate();
        out.write(buffer, 0, read);
      }
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void passGate() throws InterruptedException {
    synchronized (gate) {
      while (cut) {
        gate.wait();
      }
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** One end or the other closes connections, and ends the work on them: that is no failure. */
  private void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "link");
    thread.setDaemon(true);
    thread.start();
  }

  private void close(Socket socket) throws IOException {
    open.remove(socket);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      close(socket);
    }
    heal();
  }
}
