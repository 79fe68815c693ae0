package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
  private static final String SCOPE =
      """
      {"scope": {"agent": "a"}, "key": "agent/a", "action": "allow",
       "totals": {"usd": 1.5, "calls": 3}, "policies": [],
       "stalePartitions": [{"partition": 2, "lag": 17}]}\
      """;

  private static final String PAGE =
      """
      {"scopes": [%s],
       "missingPartitions": [1, 3, 5],
       "missingInstances": [
         {"instance": "10.0.0.7:8080", "reason": "timeout", "partitions": [1, 3]},
         {"reason": "unassigned", "partitions": [5]}]}\
      """
          .formatted(SCOPE);

  private final StringWriter out = new StringWriter();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private String answer = "";
  private HttpServer application;

  @BeforeEach
  void start() throws IOException {
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext("/", this::answer);
    application.start();
  }

  @AfterEach
  void stop() {
    application.stop(0);
  }

  @Test
  void shouldNameTheInstancesThatAreMissingInAList() {
    answer = PAGE;

    assertThat(run("status")).isZero();

    assertThat(out.toString().lines())
        .anyMatch(line -> line.startsWith("agent/a "))
        .contains(
            "missing: 10.0.0.7:8080 (timeout), partitions 1, 3",
            "missing: no instance (unassigned), partitions 5");
    assertThat(requests).containsExactly("/v1/scopes?sort=spent&limit=50");
  }

  @Test
  void shouldTakeStaleAnswersOnlyWhereThatIsAllowedAndSaySo() {
    answer = SCOPE;

    assertThat(run("status", "agent/a", "--allow-stale")).isZero();
    assertThat(run("status", "--allow-stale")).isZero();
    assertThat(run("status", "agent/a")).isZero();

    assertThat(out.toString())
        .contains("stale: partition 2, from a copy that is 17 changes behind");
    assertThat(requests)
        .containsExactly(
            "/v1/scopes/agent/a?stale=allow",
            "/v1/scopes?sort=spent&limit=50&stale=allow",
            "/v1/scopes/agent/a");
  }

  @Test
  void shouldPrintTheAnswerAsJson() throws Exception {
    answer = PAGE;
    assertThat(run("status", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()))
        .isEqualTo(new ObjectMapper().readTree(PAGE));

    out.getBuffer().setLength(0);
    answer = SCOPE;
    assertThat(run("status", "agent/a", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()))
        .isEqualTo(new ObjectMapper().readTree(SCOPE));
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url=http://127.0.0.1:" + application.getAddress().getPort());
    return SpendbreakerCommand.execute(
        SpendbreakerCommand.of(new StatusCommand()).setOut(new PrintWriter(out, true)),
        all.toArray(String[]::new));
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI().toString());
    byte[] bytes = answer.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
