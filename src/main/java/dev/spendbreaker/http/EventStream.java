package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on: server-sent events (WHATWG HTML, §9.2), sent from any thread without
 * waiting. A client that does not read fast enough is cut off, and one that has gone is noticed by
 * the next event or comment. Thread-safe.
 */
public final class EventStream {
  /** Less than any idle timeout between here and the client, and than that of this server. */
  private static final long MAX_COMMENT_MILLIS = 10_000;

  private static final int MAX_PENDING_BYTES = 4 << 20;
  private static final int ROOM_BYTES = 256 << 10;
  private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

  private final Response response;
  private final Callback callback;
  private final Scheduler scheduler;
  private final long commentMillis;
  private final Queue<byte[]> pending = new ArrayDeque<>();
  private final List<Runnable> onClose = new ArrayList<>();
  private @Nullable Runnable onDrained;
  private int pendingBytes;
  private boolean stuck;
  private boolean writing;
  private boolean ending;
  private boolean closed;

  private EventStream(Request request, Response response, Callback callback) {
    this.response = response;
    this.callback = callback;
    Connector connector = request.getConnectionMetaData().getConnector();
    this.scheduler = connector.getScheduler();
    this.commentMillis = Math.min(MAX_COMMENT_MILLIS, connector.getIdleTimeout() / 3);
  }

  /** Sends the headers, which the response already has. */
  static EventStream open(Response response, Callback callback) {
    EventStream stream = new EventStream(response.getRequest(), response, callback);
    stream.offer(new byte[0]);
    stream.commentLater();
    return stream;
  }

  /** Sends one event whose data is one line; nothing where the stream has ended. */
  public void send(String data) {
    offer(("data: " + data + "\n\n").getBytes(UTF_8));
  }

  /** Sends one event with a name, whose data is one line. */
  void send(String event, String data) {
    offer("event: %s\ndata: %s\n\n".formatted(event, data).getBytes(UTF_8));
  }

  /** Sends one event with a name and an id, whose data is one line. */
  void send(String event, String id, String data) {
    offer("event: %s\nid: %s\ndata: %s\n\n".formatted(event, id, data).getBytes(UTF_8));
  }

  /** Lets the client know an id without an event: where it is to resume from. */
  void sendId(String id) {
    offer(("id: " + id + "\n\n").getBytes(UTF_8));
  }

  /** Runs something each time all that was sent has been written; on any thread. */
  void onDrained(Runnable action) {
    synchronized (this) {
      onDrained = action;
    }
  }

  /** Whether all that was sent has been written. */
  synchronized boolean isDrained() {
    return !writing && pending.isEmpty();
  }

  /** Whether so little waits to be written that more may well be sent. */
  synchronized boolean hasRoom() {
    return pendingBytes < ROOM_BYTES;
  }

  /** Ends the stream after what was sent. */
  public void end() {
    synchronized (this) {
      ending = true;
    }
    writeNext();
  }

  /** Runs something once the stream has ended, whoever ends it; at once where it has. */
  public void onClose(Runnable action) {
    synchronized (this) {
      if (!closed) {
        onClose.add(action);
        return;
      }
    }
    action.run();
  }

  private void offer(byte[] bytes) {
    boolean overrun;
    synchronized (this) {
      if (ending || closed) {
        return;
      }
      pending.add(bytes);
      pendingBytes += bytes.length;
      overrun = pendingBytes > MAX_PENDING_BYTES;
    }
    if (overrun) {
      close(new IllegalStateException("the client does not read its events"));
    } else {
      writeNext();
    }
  }

  /** One write at a time; the next when it is done. */
  private void writeNext() {
    byte[] next;
    synchronized (this) {
      if (writing || closed || (pending.isEmpty() && !ending)) {
        return;
      }
      writing = true;
      next = pending.poll();
      pendingBytes -= next == null ? 0 : next.length;
    }
    if (next == null) {
      response.write(true, ByteBuffer.allocate(0), Callback.from(this::closeWell, this::close));
    } else {
      response.write(false, ByteBuffer.wrap(next), Callback.from(this::written, this::close));
    }
  }

  private void written() {
    Runnable drained;
    synchronized (this) {
      writing = false;
      stuck = false;
      drained = pending.isEmpty() && !ending ? onDrained : null;
    }
    writeNext();
    if (drained != null) {
      drained.run();
    }
  }

  private void commentLater() {
    Scheduler.Task unused = scheduler.schedule(this::comment, commentMillis, TimeUnit.MILLISECONDS);
  }

  /** Where nothing was written since the last comment, the client has stopped to read. */
  private void comment() {
    boolean unread;
    synchronized (this) {
      if (closed || ending) {
        return;
      }
      unread = stuck;
      stuck = writing;
    }
    if (unread) {
      close(new IllegalStateException("the client does not read its events"));
    } else {
      offer(COMMENT);
      commentLater();
    }
  }

  private void closeWell() {
    if (markClosed()) {
      callback.succeeded();
    }
  }

  private void close(Throwable failure) {
    if (markClosed()) {
      callback.failed(failure);
    }
  }

  private boolean markClosed() {
    List<Runnable> actions;
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
      pending.clear();
      actions = List.copyOf(onClose);
    }
    actions.forEach(Runnable::run);
    return true;
  }
}
