package dev.spendbreaker.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process consists of: closed in reverse order, once, when the command ends or the process
 * is told to stop (Ctrl-C, SIGTERM).
 */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private boolean closed;

  Parts() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stopping"));
  }

  /** Adds a part; one that comes when the process is stopping already is closed at once. */
  synchronized <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    if (closed) {
      close();
    }
    return part;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("did not close cleanly: {}", e.toString());
      }
    }
  }
}
