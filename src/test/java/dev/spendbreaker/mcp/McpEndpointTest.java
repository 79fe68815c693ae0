package dev.spendbreaker.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.RoutesServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol asks of the endpoint, whatever is behind it. */
class McpEndpointTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private McpEndpoint endpoint;
  private RoutesServer server;

  @BeforeEach
  void start() throws Exception {
    endpoint = McpEndpoint.of(ConformanceFeatures.all());
    server = RoutesServer.start(endpoint.routes());
  }

  @AfterEach
  void stop() {
    endpoint.close();
    server.close();
  }

  private RpcClient stateless() {
    return RpcClient.stateless(server.port());
  }

  private static ObjectNode call(String tool) {
    return RpcClient.request("tools/call", Json.MAPPER.createObjectNode().put("name", tool));
  }

  private HttpResponse<String> raw(String method, String body, String... headers) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/mcp"))
            .method(method, BodyPublishers.ofString(body))
            .headers(headers)
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "Mcp-Method, tools/list",
    "Mcp-Name, test_image_content",
    "Mcp-Name, =?base64?bm90IGl0?=",
    "MCP-Protocol-Version, 2025-11-25"
  })
  void shouldRefuseHeadersThatSayAnotherThingThanTheBody(String header, String value) {
    HttpResponse<String> answer = stateless().post(call("test_simple_text"), header, value);
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = RpcClient.message(answer).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32020);
    assertThat(error.path("message").asText()).contains(header).contains("the body says");
  }

  @Test
  void shouldDecodeAnEncodedNameBeforeItCompares() {
    String encoded =
        "=?base64?" + Base64.getEncoder().encodeToString("test_simple_text".getBytes(UTF_8)) + "?=";
    HttpResponse<String> answer = stateless().post(call("test_simple_text"), "Mcp-Name", encoded);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNameTheRevisionItSpeaksToOneWhoSpeaksAnother() {
    ObjectNode params = Json.MAPPER.createObjectNode();
    ObjectNode meta = params.putObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2099-01-01");
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    HttpResponse<String> answer =
        stateless()
            .post(RpcClient.request("tools/list", params), "MCP-Protocol-Version", "2099-01-01");
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = RpcClient.message(answer).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32022);
    assertThat(error.path("data"))
        .isEqualTo(
            RpcClient.read("{\"supported\": [\"2026-07-28\"], \"requested\": \"2099-01-01\"}"));
  }

  @Test
  void shouldAnswerWithJsonUnlessThereIsSomethingToTellBefore() {
    HttpResponse<String> quiet = stateless().post(call("test_simple_text"));
    assertThat(quiet.headers().firstValue("content-type")).contains("application/json");

    ObjectNode progressing = call("test_tool_with_progress");
    ObjectNode meta = progressing.withObject("/params").putObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28").put("progressToken", "p");
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    HttpResponse<String> telling = stateless().post(progressing);
    assertThat(telling.headers().firstValue("content-type")).contains("text/event-stream");
    assertThat(telling.body().lines().filter(line -> line.startsWith("data: "))).hasSize(4);
    assertThat(RpcClient.message(telling).path("result").path("resultType").asText())
        .isEqualTo("complete");
  }

  @Test
  void shouldTellLogMessagesOnlyToWhoAsksForThem() {
    assertThat(stateless().post(call("test_logging_tool")).body()).doesNotContain("notifications");

    ObjectNode asking = call("test_logging_tool");
    ObjectNode meta = asking.withObject("/params").putObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
    meta.put("io.modelcontextprotocol/logLevel", "info");
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    assertThat(stateless().post(asking).body()).contains("notifications/message");
  }

  @Test
  void shouldEndSubscriptionsWithAResponseWhenItCloses() throws Exception {
    BlockingQueue<JsonNode> messages = stateless().subscribe("test://watched-resource");
    JsonNode acknowledged = RpcClient.next(messages);
    String id = "io.modelcontextprotocol/subscriptionId";
    JsonNode subscription = acknowledged.path("params").path("_meta").path(id);
    assertThat(acknowledged.path("params").path("notifications").toString())
        .isEqualTo("{\"resourceSubscriptions\":[\"test://watched-resource\"]}");

    endpoint.close();

    JsonNode response = RpcClient.next(messages);
    assertThat(response.path("id")).isEqualTo(subscription);
    assertThat(response.path("result").path("_meta").path(id)).isEqualTo(subscription);
  }

  @Test
  void shouldForgetASessionThatIsEnded() throws Exception {
    RpcClient client = RpcClient.withSession(server.port());
    assertThat(client.callTool("test_simple_text", "{}").path("isError").asBoolean()).isFalse();

    assertThat(raw("DELETE", "", "Mcp-Session-Id", client.session()).statusCode()).isEqualTo(204);

    HttpResponse<String> after = client.post(call("test_simple_text"));
    assertThat(after.statusCode()).isEqualTo(404);
    assertThat(RpcClient.message(after).path("error").path("message").asText())
        .contains("send initialize again");
  }

  @Test
  void shouldKeepToTheRevisionsOfSessionsInASession() {
    RpcClient client = RpcClient.withSession(server.port());
    HttpResponse<String> answer =
        client.post(call("test_simple_text"), "MCP-Protocol-Version", "1999-01-01");
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "POST"})
  void shouldAskForASession(String method) throws Exception {
    String body = method.equals("POST") ? call("test_simple_text").toString() : "";
    HttpResponse<String> answer =
        raw(method, body, "Content-Type", "application/json", "Accept", "text/event-stream");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("initialize");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"jsonrpc": "2.0"                                  | -32700
          []                                                 | -32600
          [{"jsonrpc": "2.0", "id": 1, "method": "ping"}]    | -32600
          {"id": 1, "method": "ping"}                        | -32600
          {"jsonrpc": "2.0", "id": null, "method": "ping"}   | -32600
          {"jsonrpc": "2.0", "id": 1.5, "method": "ping"}    | -32600
          {"jsonrpc": "2.0", "id": 1, "method": 7}           | -32600
          """)
  void shouldRefuseWhatIsNoMessage(String body, int code) throws Exception {
    HttpResponse<String> answer = raw("POST", body, "Content-Type", "application/json");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RpcClient.read(answer.body()).path("error").path("code").asInt()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tools/call          | {"name": "test_simple_text", "arguments": [1]}
          tools/call          | {"name": "test_simple_text", "arguments": "x"}
          prompts/get         | {"name": "test_simple_prompt", "arguments": 5}
          completion/complete | {}
          completion/complete | {"ref": {"type": "x"}}
          """)
  void shouldRefuseParametersThatTheMethodDoesNotTake(String method, String params) {
    for (RpcClient client : List.of(stateless(), RpcClient.withSession(server.port()))) {
      HttpResponse<String> answer =
          client.post(RpcClient.request(method, (ObjectNode) RpcClient.read(params)));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(RpcClient.message(answer).path("error").path("code").asInt()).isEqualTo(-32602);
    }
  }

  @Test
  void shouldRefuseWhatIsTooLargeOrNotJson() throws Exception {
    String large = "{\"a\": \"" + "x".repeat(1 << 20) + "\"}";
    assertThat(raw("POST", large, "Content-Type", "application/json").statusCode()).isEqualTo(413);
    assertThat(raw("POST", "{}", "Content-Type", "text/plain").statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "GET", "DELETE"})
  void shouldRefuseWebPagesOfOtherOrigins(String method) throws Exception {
    HttpResponse<String> answer =
        raw(
            method,
            method.equals("POST") ? "{}" : "",
            "Content-Type",
            "application/json",
            "Origin",
            "http://evil.example");
    assertThat(answer.statusCode()).isEqualTo(403);
  }
}
