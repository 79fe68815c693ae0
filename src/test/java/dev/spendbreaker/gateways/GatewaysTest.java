package dev.spendbreaker.gateways;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.ExternalPrograms;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.NodePackages;
import dev.spendbreaker.testing.Spans;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of {@code topology-docs/gateways} in front of a running application: with the real
 * program where it can be had, else with the requests that its documentation shows.
 */
@Tag("integration")
class GatewaysTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path stateDir;
  @TempDir Path directory;

  private static Guarded guarded;

  @BeforeAll
  static void start() throws Exception {
    guarded = new Guarded(KAFKA, "gateways", stateDir);
    guarded.decide(
        decision(Scope.agent("killed"), Action.KILL).reason("spent 5.01 USD of 5.00").build());
    guarded.decide(decision(Scope.task("free", "stuck"), Action.BLOCK).build());
    guarded.decide(decision(Scope.agent("warned"), Action.WARN).build());
  }

  @AfterAll
  static void stop() {
    guarded.close();
  }

  @Test
  void shouldRefuseCallsOnceSpansHaveReachedTheLimit() throws Exception {
    guarded
        .api()
        .putPolicy(
            "one-dollar",
            """
            {"version": 1, "scope": {"agent": "spender"}, "limit": {"usd": 1.00},
             "window": {"rolling": "PT1H"}, "onBreach": "block"}"""
                .getBytes(UTF_8));
    assertThat(guarded.get(guarded.port(), "/v1/check?agent=spender").statusCode()).isEqualTo(200);

    long now = System.currentTimeMillis();
    guarded.spend(Spans.trace(77, now).call(1, "spender", "t", 1.25).toBytes());

    Eventually.gives(
        Guarded.TIMEOUT,
        403,
        () -> guarded.get(guarded.port(), "/v1/check?agent=spender&task=t").statusCode());
    HttpResponse<String> refusal = guarded.get(guarded.port(), "/v1/check?agent=spender");
    assertThat(refusal.headers().firstValue("x-budget-policy")).hasValue("one-dollar");
    assertThat(refusal.headers().firstValue("x-budget-reason").orElse(""))
        .contains("1.25 USD of 1.00");
    assertThat(refusal.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
  }

  @Test
  void shouldStopAKilledAgentInNginxAndServeTheOthers() throws Exception {
    try (ModelApi model = new ModelApi()) {
      int port = Free.port();
      new DocumentedFile("nginx.conf")
          .port(8080, guarded.port())
          .port(8000, model.port())
          .port(8090, port)
          .writeTo(directory);
      try (ChildProcess nginx = startNginx(port)) {
        HttpResponse<String> killed = ask(port, "killed", "t1");
        HttpResponse<String> free = ask(port, "free", "t1");
        HttpResponse<String> stuck = ask(port, "free", "stuck");
        HttpResponse<String> warned = ask(port, "warned", "t1");
        HttpResponse<String> nobody = guarded.get(port, "/v1/models");

        assertThat(killed.statusCode()).as(nginx.output()).isEqualTo(403);
        assertThat(killed.headers().firstValue("x-budget-action")).hasValue("kill");
        assertThat(killed.headers().firstValue("x-budget-reason"))
            .hasValue("spent 5.01 USD of 5.00");
        assertThat(free.body()).isEqualTo("model");
        assertThat(stuck.statusCode()).isEqualTo(403);
        assertThat(warned.body()).isEqualTo("model");
        assertThat(warned.headers().firstValue("x-budget-action")).hasValue("warn");
        assertThat(nobody.statusCode()).as("it names no agent").isEqualTo(500);
        assertThat(model.requests)
            .containsExactly("POST /v1/chat?a=1&a=2 {}", "POST /v1/chat?a=1&a=2 {}");
      }
    }
  }

  private ChildProcess startNginx(int port) throws Exception {
    Path main =
        Files.writeString(
            directory.resolve("main.conf"),
            """
            daemon off; master_process off; pid %1$s/nginx.pid; error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              include %1$s/nginx.conf;
            }
            """
                .formatted(directory));
    ChildProcess nginx =
        ChildProcess.start(
            directory.resolve("nginx.log"),
            directory,
            List.of(
                ExternalPrograms.nginx().toString(),
                "-e",
                "stderr",
                "-p",
                directory.toString(),
                "-c",
                main.toString()));
    Eventually.holds(
        Guarded.TIMEOUT,
        () -> {
          assertThat(nginx.isAlive()).as(nginx.output()).isTrue();
          new Socket(InetAddress.getLoopbackAddress(), port).close();
        });
    return nginx;
  }

  private static HttpResponse<String> ask(int port, String agent, String task) throws Exception {
    return guarded.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat?a=1&a=2"))
            .headers("x-budget-agent", agent, "x-budget-task", task)
            .header("content-type", "application/json")
            .header("origin", "https://app.example.com")
            .POST(BodyPublishers.ofString("{}")));
  }

  /**
   * Envoy sends the method and the path with its query below the prefix, the original host, an
   * empty body, Authorization, and of the other headers those that are allowed.
   */
  @Test
  void shouldAnswerTheRequestsOfEnvoy() throws Exception {
    JsonNode filter =
        new DocumentedFile("envoy.yaml")
            .yaml()
            .at(
                "/static_resources/listeners/0/filter_chains/0/filters/0/typed_config/http_filters/0/typed_config");
    assertThat(filter.at("/allowed_headers/patterns/0/prefix").asText()).isEqualTo("x-budget-");
    assertThat(filter.at("/failure_mode_allow").booleanValue()).isFalse();
    String target =
        filter.at("/http_service/path_prefix").asText() + "/v1/chat/completions?a=1&a=2";

    assertThat(envoy(target, "killed")).startsWith("HTTP/1.1 403 ").contains("budget_kill");
    assertThat(envoy(target, "free")).startsWith("HTTP/1.1 200 ");
    assertThat(envoy(target, "warned")).containsIgnoringCase("x-budget-action: warn");
  }

  private static String envoy(String target, String agent) throws Exception {
    return raw(
        "POST " + target + " HTTP/1.1",
        "Host: api.example.com",
        "Content-Length: 0",
        "Authorization: Bearer of-the-client",
        "x-budget-agent: " + agent,
        "x-envoy-internal: true",
        "x-forwarded-for: 10.1.2.3",
        "x-envoy-expected-rq-timeout-ms: 1000");
  }

  /** Traefik sends a GET to the address, and the original request in X-Forwarded headers. */
  @Test
  void shouldAnswerTheRequestsOfTraefik() throws Exception {
    JsonNode forwardAuth =
        new DocumentedFile("traefik.yaml").yaml().at("/http/middlewares/budget/forwardAuth");
    String path = URI.create(forwardAuth.path("address").asText()).getPath();
    assertThat(forwardAuth.path("authRequestHeaders").toString()).contains("X-Budget-Agent");

    assertThat(traefik(path, "killed")).startsWith("HTTP/1.1 403 ").contains("budget_kill");
    assertThat(traefik(path, "free")).startsWith("HTTP/1.1 200 ");
  }

  private static String traefik(String path, String agent) throws Exception {
    return raw(
        "GET " + path + " HTTP/1.1",
        "Host: 127.0.0.1:8080",
        "User-Agent: Go-http-client/1.1",
        "X-Budget-Agent: " + agent,
        "X-Forwarded-For: 10.1.2.3",
        "X-Forwarded-Host: api.example.com",
        "X-Forwarded-Method: POST",
        "X-Forwarded-Port: 443",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Server: traefik-0",
        "X-Forwarded-Uri: /v1/chat/completions?a=1&a=2");
  }

  /** A request as it stands, which Java's client would not send. */
  private static String raw(String... lines) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
      String head = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** LiteLLM appends the path of its contract, and leaves out what is excluded. */
  @Test
  void shouldAnswerTheRequestsOfLiteLlm() throws Exception {
    JsonNode guardrail =
        new DocumentedFile("litellm.yaml")
            .port(8080, guarded.port())
            .yaml()
            .at("/litellm_settings/guardrails/0/litellm_params");
    assertThat(guardrail.path("extra_headers").toString())
        .isEqualTo("[\"x-budget-agent\",\"x-budget-task\"]");

    assertThat(litellm(guardrail, Map.of("x-budget-agent", "killed")))
        .isEqualTo("{\"action\":\"BLOCKED\",\"blocked_reason\":\"spent 5.01 USD of 5.00\"}");
    assertThat(litellm(guardrail, Map.of("x-budget-agent", "free")))
        .isEqualTo("{\"action\":\"NONE\"}");
    assertThat(litellm(guardrail, Map.of("x-budget-agent", "free", "x-budget-task", "stuck")))
        .contains("BLOCKED");
    assertThat(litellm(guardrail, Map.of("user-agent", "OpenAI/Python 2.17.0")))
        .as("by the alias of the key")
        .contains("BLOCKED");
  }

  private static String litellm(JsonNode guardrail, Map<String, String> headers) throws Exception {
    ObjectNode body =
        JSON.createObjectNode().put("input_type", "request").put("litellm_call_id", "c");
    body.putObject("request_data").put("user_api_key_alias", "killed");
    body.set("request_headers", JSON.valueToTree(headers));
    body.putObject("additional_provider_specific_params");
    HttpResponse<String> answer =
        guarded.send(
            HttpRequest.newBuilder(
                    URI.create(
                        guardrail.path("api_base").asText() + "/beta/litellm_basic_guardrail_api"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void shouldTurnOffAFlagOfOpenFeature() throws Exception {
    String spendbreaker = "http://127.0.0.1:" + guarded.port();

    assertThat(node("openfeature.mjs", spendbreaker, "free", "t1"))
        .isEqualTo("free may go on (allow)\n");
    assertThat(node("openfeature.mjs", spendbreaker, "killed", "t1"))
        .isEqualTo("killed stops: spent 5.01 USD of 5.00\n");
    assertThat(node("openfeature.mjs", "http://127.0.0.1:" + Free.port(), "free", "t1"))
        .as("nobody answers")
        .startsWith("free stops: ");
  }

  /** The web provider asks for all flags at once, and again with the entity tag it got. */
  @Test
  void shouldServeTheWebProviderOfOpenFeature() throws Exception {
    Path script = Path.of("src/test/npm/gateways/web-provider.mjs");

    String printed = run(script, "http://127.0.0.1:" + guarded.port(), "free", "killed");

    assertThat(printed)
        .isEqualTo("free: true allow\nstatus of the second request: 304\nkilled: false kill\n");
  }

  @Test
  void shouldStopALoopInNodeThatIsKilled() throws Exception {
    Path script = Path.of("topology-docs/gateways/kill-switch.mjs");
    try (ChildProcess loop = NodePackages.of("gateways").start(script, arguments("looping"))) {
      Eventually.holds(Guarded.TIMEOUT, () -> assertThat(loop.output()).contains("looping starts"));
      assertThat(loop.isAlive()).isTrue();

      Decision kill =
          decision(Scope.task("looping", "t1"), Action.KILL).reason("all is spent").build();
      guarded.decide(kill);

      assertThat(loop.awaitExit(30)).isZero();
      assertThat(loop.output()).isEqualTo("looping starts\nlooping stops (kill): all is spent\n");
      Eventually.holds(
          Guarded.TIMEOUT,
          () -> {
            JsonNode ack = JSON.readTree(acknowledgement(kill));
            assertThat(ack.path("state").asText()).isEqualTo("acknowledged");
            assertThat(ack.path("by").asText()).startsWith("looping on ");
          });
    }
  }

  private static String acknowledgement(Decision kill) throws Exception {
    return guarded.get(guarded.port(), "/v1/decisions/" + kill.decisionId() + "/ack").body();
  }

  @Test
  void shouldNotLetALoopInNodeGoOnThatWasKilledBefore() throws Exception {
    assertThat(node("kill-switch.mjs", arguments("killed")))
        .isEqualTo("killed starts\nkilled stops (kill): spent 5.01 USD of 5.00\n");
  }

  private static String[] arguments(String agent) {
    return new String[] {KAFKA.bootstrapServers(), guarded.decisionsTopic(), agent, "t1"};
  }

  private static String node(String documented, String... arguments) throws Exception {
    return run(Path.of("topology-docs/gateways", documented), arguments);
  }

  /** Runs a script to its end. */
  private static String run(Path script, String... arguments) throws Exception {
    return NodePackages.of("gateways").run(60, script, arguments);
  }
}
