package dev.spendbreaker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Speaks JSON-RPC over HTTP with no library: with a session, or in the stateless revision. */
final class RpcClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final AtomicLong IDS = new AtomicLong();

  private final URI endpoint;
  private final @Nullable String session;

  private RpcClient(URI endpoint, @Nullable String session) {
    this.endpoint = endpoint;
    this.session = session;
  }

  static RpcClient stateless(int port) {
    return new RpcClient(endpoint(port), null);
  }

  /** A client that has begun a session. */
  static RpcClient withSession(int port) {
    ObjectNode params = Json.MAPPER.createObjectNode().put("protocolVersion", "2025-11-25");
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "test").put("version", "1");
    HttpResponse<String> answer = send(post(endpoint(port), request("initialize", params)));
    assertThat(answer.statusCode()).isEqualTo(200);
    String session = answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
    RpcClient client = new RpcClient(endpoint(port), session);
    ObjectNode initialized =
        Json.MAPPER
            .createObjectNode()
            .put("jsonrpc", "2.0")
            .put("method", "notifications/initialized");
    assertThat(client.post(initialized).statusCode()).isEqualTo(202);
    return client;
  }

  /** The session's id. */
  String session() {
    return Objects.requireNonNull(session);
  }

  /** Calls a tool; the result, error or not. */
  JsonNode callTool(String name, String arguments) {
    ObjectNode params = Json.MAPPER.createObjectNode().put("name", name);
    params.set("arguments", read(arguments));
    return result("tools/call", params);
  }

  JsonNode result(String method, ObjectNode params) {
    JsonNode response = response(method, params);
    assertThat(response.has("error")).as("%s", response).isFalse();
    return response.path("result");
  }

  JsonNode response(String method, ObjectNode params) {
    return message(post(request(method, params)));
  }

  /** The last message of an answer, be it JSON or events. */
  static JsonNode message(HttpResponse<String> answer) {
    List<String> events = answer.body().lines().filter(line -> line.startsWith("data: ")).toList();
    return read(
        events.isEmpty()
            ? answer.body()
            : events.get(events.size() - 1).substring("data: ".length()));
  }

  HttpResponse<String> post(ObjectNode message, String... headers) {
    HttpRequest.Builder request = post(endpoint, session == null ? described(message) : message);
    if (session == null) {
      request
          .header("MCP-Protocol-Version", "2026-07-28")
          .header("Mcp-Method", message.path("method").asText());
      JsonNode params = message.path("params");
      String name = params.path("name").asText(params.path("uri").asText());
      if (!name.isEmpty()) {
        request.header("Mcp-Name", name);
      }
    } else {
      request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", "2025-11-25");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  /** The messages of a stream that stays open. */
  BlockingQueue<JsonNode> listen(HttpRequest.Builder request) {
    BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                HTTP.send(request.build(), BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("data: "))
                    .forEach(line -> messages.add(read(line.substring("data: ".length()))));
              } catch (IOException | InterruptedException | RuntimeException e) {
                messages.add(Json.MAPPER.createObjectNode().put("failure", e.toString()));
              }
            });
    reader.setDaemon(true);
    reader.start();
    return messages;
  }

  /** The stream of a session. */
  BlockingQueue<JsonNode> listenToSession() {
    return listen(
        HttpRequest.newBuilder(endpoint)
            .header("Accept", "text/event-stream")
            .header("Mcp-Session-Id", session()));
  }

  /** The stream of a stateless request. */
  BlockingQueue<JsonNode> subscribe(String uri) {
    ObjectNode params = Json.MAPPER.createObjectNode();
    params.putObject("notifications").putArray("resourceSubscriptions").add(uri);
    return listen(
        post(endpoint, described(request("subscriptions/listen", params)))
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", "subscriptions/listen"));
  }

  static JsonNode next(BlockingQueue<JsonNode> messages) throws InterruptedException {
    JsonNode next = messages.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("a message within 30 s").isNotNull();
    return Objects.requireNonNull(next);
  }

  static ObjectNode request(String method, ObjectNode params) {
    ObjectNode request = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    request.put("id", IDS.incrementAndGet()).put("method", method);
    request.set("params", params);
    return request;
  }

  static JsonNode read(String json) {
    try {
      return Json.MAPPER.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** With the {@code _meta} that each stateless request has, unless it has one. */
  private static ObjectNode described(ObjectNode message) {
    ObjectNode params = message.withObject("/params");
    if (!params.has("_meta")) {
      ObjectNode meta = params.putObject("_meta");
      meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
      meta.putObject("io.modelcontextprotocol/clientCapabilities");
    }
    return message;
  }

  private static HttpRequest.Builder post(URI endpoint, ObjectNode message) {
    return HttpRequest.newBuilder(endpoint)
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(BodyPublishers.ofString(message.toString()));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no answer", e);
    }
  }

  private static URI endpoint(int port) {
    return URI.create("http://127.0.0.1:" + port + "/mcp");
  }
}
