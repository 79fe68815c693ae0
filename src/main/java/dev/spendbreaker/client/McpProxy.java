package dev.spendbreaker.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries MCP messages, one a line, to the endpoint of a running application and back. Knows of the
 * protocol only what its HTTP binding adds: the session, the headers, and that a cancelled request
 * is one whose answer is no longer read.
 */
public final class McpProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(McpProxy.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final long LAST_ANSWERS_SECONDS = 15;
  private static final String DATA = "data:";
  private static final String LISTEN = "subscriptions/listen";

  private final URI endpoint;
  private final @Nullable String token;
  private final PrintWriter out;
  private final HttpClient http;
  private final ExecutorService exchanges =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "mcp-exchange");
            thread.setDaemon(true);
            return thread;
          });

  /** What is being answered, by the request's id; and how many answers must still come. */
  private final Map<JsonNode, Future<?>> answering = new ConcurrentHashMap<>();

  private final Phaser unanswered = new Phaser(1);
  private volatile boolean closing;
  private volatile McpHeaders headers = McpHeaders.NONE;

  /**
   * A proxy to an application.
   *
   * @param base such as {@code http://127.0.0.1:8080}
   * @param token null where the application asks for none
   * @param trusted whose certificate the application may have
   * @param out takes the application's messages, and nothing else
   */
  public McpProxy(URI base, @Nullable String token, SSLContext trusted, PrintWriter out) {
    endpoint = base.resolve("/mcp");
    this.token = token;
    this.out = out;
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusted)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  private HttpRequest.Builder toEndpoint() {
    HttpRequest.Builder request = HttpRequest.newBuilder(endpoint);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** Carries messages until {@code in} ends and the last request is answered. */
  public void run(InputStream in) throws IOException, InterruptedException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        carry(line);
      }
    }
    awaitAnswers();
  }

  private void awaitAnswers() throws InterruptedException {
    try {
      int unused =
          unanswered.awaitAdvanceInterruptibly(
              unanswered.arrive(), LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("not every request was answered before the input ended");
    }
  }

  private void carry(String line) {
    JsonNode message = parse(line);
    String method = message.path("method").asText();
    JsonNode id = message.get("id");
    if (method.equals("initialize")) {
      exchange(line, message);
    } else if (id != null && !method.isEmpty()) {
      answerLater(line, message, id, method);
    } else if (method.equals("notifications/cancelled") && cancel(message)) {
      LOG.debug("cancelled {}", message);
    } else {
      exchange(line, message);
      if (method.equals("notifications/initialized")) {
        Future<?> unused = exchanges.submit(this::listen);
      }
    }
  }

  /** In a session the server is told; without one, it notices that nobody reads any more. */
  private boolean cancel(JsonNode message) {
    Future<?> answer = answering.get(message.path("params").path("requestId"));
    return !headers.hasSession() && answer != null && answer.cancel(true);
  }

  private void answerLater(String line, JsonNode message, JsonNode id, String method) {
    boolean endless = method.equals(LISTEN);
    if (!endless) {
      int unused = unanswered.register();
    }
    Future<?> answer =
        exchanges.submit(
            () -> {
              try {
                exchange(line, message);
              } finally {
                answering.remove(id);
                if (!endless) {
                  int unused = unanswered.arriveAndDeregister();
                }
              }
            });
    answering.put(id, answer);
    if (answer.isDone()) {
      answering.remove(id);
    }
  }

  private void exchange(String line, JsonNode message) {
    HttpRequest.Builder request =
        toEndpoint()
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(line));
    headers.of(message).forEach(request::setHeader);
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      answer(response, message);
    } catch (IOException e) {
      fail(message, Unreachable.why(endpoint, e));
      LOG.warn("{} did not answer: {}", endpoint, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpResponse<InputStream> response, JsonNode message) throws IOException {
    try (InputStream body = response.body()) {
      if (isEventStream(response)) {
        forwardEvents(body);
        return;
      }
      String text = new String(body.readAllBytes(), UTF_8);
      JsonNode answer = parse(text);
      if (message.path("method").asText().equals("initialize")) {
        headers = McpHeaders.ofSession(response.headers(), answer);
      }
      if (answer.has("jsonrpc")) {
        print(text);
      } else if (response.statusCode() >= 400) {
        fail(
            message,
            answer.path("detail").asText("the endpoint answered " + response.statusCode()));
      }
    }
  }

  /** What the server has to say unasked. */
  private void listen() {
    HttpRequest.Builder request = toEndpoint().header("Accept", "text/event-stream").GET();
    headers.ofSession().forEach(request::setHeader);
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (isEventStream(response)) {
          forwardEvents(body);
        }
      }
      noLongerListening("the stream ended");
    } catch (IOException e) {
      noLongerListening(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void noLongerListening(String why) {
    if (!closing) {
      LOG.warn("{} no longer tells of changes: {}", endpoint, why);
    }
  }

  private static boolean isEventStream(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
  }

  private void forwardEvents(InputStream body) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(DATA)) {
        print(line.substring(DATA.length()));
      }
    }
  }

  private void fail(JsonNode message, String what) {
    JsonNode id = message.get("id");
    if (id == null || !message.has("method")) {
      LOG.warn("a message was not taken: {}", what);
      return;
    }
    ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
    response.set("id", id);
    response.putObject("error").put("code", -32603).put("message", what);
    print(response.toString());
  }

  private void print(String message) {
    synchronized (out) {
      out.println(message.strip().replace('\n', ' '));
      out.flush();
    }
  }

  /** A line that is no JSON is the endpoint's to refuse. */
  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Ends the session, if there is one, and drops what is not answered. */
  @Override
  public void close() {
    closing = true;
    if (headers.hasSession()) {
      HttpRequest.Builder request = toEndpoint().timeout(CONNECT_TIMEOUT).DELETE();
      headers.ofSession().forEach(request::setHeader);
      try {
        http.send(request.build(), BodyHandlers.discarding());
      } catch (IOException e) {
        LOG.debug("the session was not ended", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchanges.shutdownNow();
  }
}
