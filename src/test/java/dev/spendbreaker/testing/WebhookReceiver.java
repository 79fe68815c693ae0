package dev.spendbreaker.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on loopback that keeps what it is sent and answers as a test asks it to. */
public final class WebhookReceiver implements AutoCloseable {
  /** What it was sent; the names of headers in lower case. */
  public record Received(String target, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }

    /** The decision that is told, or the whole, by a part of its JSON. */
    public boolean says(String part) {
      return body.contains(part);
    }
  }

  /** How it answers. */
  public interface Reply {
    void send(HttpExchange exchange) throws IOException;
  }

  public final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Function<Received, Reply> behaviour = request -> status(204);

  public WebhookReceiver() {
    this(server());
  }

  /** On a server of another kind, which this one closes. */
  public WebhookReceiver(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers everything from now on in the same way. */
  public WebhookReceiver answering(Reply reply) {
    return answeringBy(request -> reply);
  }

  /** Answers from now on by what it was sent. */
  public WebhookReceiver answeringBy(Function<Received, Reply> byRequest) {
    behaviour = byRequest;
    return this;
  }

  public static Reply status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Takes the request and says nothing until it is closed. */
  public Reply hang() {
    return exchange -> {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** Answers 200 with a body that has no end. */
  public static Reply endless() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] part = new byte[8192];
      try (OutputStream body = exchange.getResponseBody()) {
        while (true) {
          body.write(part);
        }
      }
    };
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(exchange.getRequestHeaders());
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Received request = new Received(exchange.getRequestURI().toString(), headers, body);
      received.add(request);
      behaviour.apply(request).send(exchange);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
