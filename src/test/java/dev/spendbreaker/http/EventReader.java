package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as WHATWG HTML, §9.2.6 says, on a thread of its own. */
public final class EventReader implements AutoCloseable {
  /** What was dispatched. */
  public record Event(String name, String id, String data) {}

  private static final Event END = new Event("end", "", "");

  private final HttpResponse<InputStream> response;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile String lastId = "";

  private EventReader(HttpResponse<InputStream> response) {
    this.response = response;
    Thread thread = new Thread(this::read, "test-events");
    thread.setDaemon(true);
    thread.start();
  }

  /** Connects; after an event where {@code lastEventId} names one. */
  public static EventReader open(URI uri, @Nullable String lastEventId) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return open(request.build());
  }

  /** Connects by sending JSON. */
  static EventReader post(HttpRequest.Builder request, String json) throws Exception {
    return open(
        request
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private static EventReader open(HttpRequest request) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new AssertionError(new String(response.body().readAllBytes(), UTF_8));
    }
    return new EventReader(response);
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      String name = "message";
      String data = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty()) {
          if (data != null) {
            events.add(new Event(name, lastId, data));
          }
          name = "message";
          data = null;
        }
      }
    } catch (IOException e) {
      // The connection broke, which ends the stream, too.
    }
    events.add(END);
  }

  /** The next event; fails where none comes. */
  public Event next() throws InterruptedException {
    Event event = events.poll(30, TimeUnit.SECONDS);
    if (event == null || END.equals(event)) {
      throw new AssertionError(END.equals(event) ? "the stream has ended" : "no event came");
    }
    return event;
  }

  /** Waits until the server ends the stream. */
  public void awaitEnd() throws InterruptedException {
    if (!END.equals(events.poll(30, TimeUnit.SECONDS))) {
      throw new AssertionError("the stream has not ended");
    }
  }

  /** The last id that came, of an event or by itself. */
  public String lastId() {
    return lastId;
  }

  public HttpResponse<?> response() {
    return response;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
