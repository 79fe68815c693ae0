package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.gzip;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.testing.Traces;
import dev.spendbreaker.trace.TraceId;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files, and what only the page asks for. */
class PageApiTest {
  private static final Path CAPTURE = Path.of("src/test/resources/corpus/spans/strands-ts.pb");

  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/page/main.js, text/javascript; charset=utf-8",
    "/page/preact.js, text/javascript; charset=utf-8",
    "/page/style.css, text/css; charset=utf-8",
    "/page/icon.svg, image/svg+xml"
  })
  void shouldServeThePageWithAPolicyThatLetsNothingElseRun(String path, String type)
      throws Exception {
    HttpResponse<byte[]> answer = api.client.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo(type);
    assertThat(header(answer, "content-security-policy"))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http:", "https:");
    assertThat(answer.body()).isNotEmpty();
  }

  @Test
  void shouldSendNoFileTwiceThatHasNotChanged() throws Exception {
    HttpResponse<byte[]> first = api.client.get("/page/main.js");
    HttpResponse<byte[]> second =
        Client.send(api.client.to("/page/main.js").header("if-none-match", header(first, "etag")));

    assertThat(header(first, "cache-control")).isEqualTo("no-cache");
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/",
        "/page/nothing.js",
        "/page/index.html",
        "/page/..%2fschemas%2fpolicy.schema.json",
        "/page/../../../logback.xml",
        "/page/Main.class",
        "/page/preact-LICENSE.txt"
      })
  void shouldServeNothingButThePagesFiles(String path) throws Exception {
    assertThat(api.client.get(path).statusCode()).isIn(400, 404);
  }

  /** The figures are those of expected.json: 4 calls, 1000 in, 80 out, all of one agent. */
  @Test
  void shouldExplainACaptureCompressedOrNot() throws Exception {
    byte[] capture = Files.readAllBytes(CAPTURE);
    JsonNode explained = json(post(capture));

    assertThat(explained.at("/traces/0/totals/0/agent").asText()).isEqualTo("research-agent");
    int calls = 0;
    for (JsonNode trace : explained.path("traces")) {
      calls += trace.at("/counts/calls").asInt();
    }
    assertThat(calls).isEqualTo(4);
    assertThat(json(post(gzip(capture)))).isEqualTo(explained);
  }

  @Test
  void shouldSayWhyItCannotExplain() throws Exception {
    assertThat(
            assertProblem(post("not spans".getBytes(UTF_8)), 400, "unreadable_capture")
                .path("detail")
                .asText())
        .contains("not OTLP trace data");
    assertProblem(post(new byte[(16 << 20) + 1]), 413, "request_too_large");
  }

  @Test
  void shouldNotUnpackMoreThanItTakes() throws Exception {
    byte[] bomb = gzip(new byte[(16 << 20) + 1]);

    JsonNode problem = assertProblem(post(bomb), 400, "unreadable_capture");

    assertThat(problem.path("detail").asText()).contains("holds more than 16 MiB");
  }

  /** Kept of the spans is what they were settled by, so there are no names. */
  @Test
  void shouldExplainATraceThatHasCome() throws Exception {
    TraceId traceId = new TraceId(7, 9);
    api.queries.traces.put(traceId, Traces.ofOneCall(traceId, "a", 42_100_000));

    JsonNode trace = json(api.client.get("/v1/traces/" + traceId.toHex())).at("/traces/0");

    assertThat(trace.path("traceId").asText()).isEqualTo(traceId.toHex());
    assertThat(trace.at("/spans/0/kind").asText()).isEqualTo("agent");
    assertThat(trace.at("/spans/0").has("name")).isFalse();
    assertThat(trace.at("/spans/1/depth").asInt()).isEqualTo(1);
    assertThat(trace.at("/spans/1/verdict/rule").asText()).isEqualTo("charged");
    assertThat(trace.at("/spans/1/cost/usd").decimalValue()).isEqualByComparingTo("0.0421");
    assertThat(trace.at("/totals/0/agent").asText()).isEqualTo("a");
    assertThat(trace.at("/counts/calls").asInt()).isEqualTo(1);
  }

  @Test
  void shouldSayThatItKnowsNothingOfATrace() throws Exception {
    String unknown = "/v1/traces/" + "f".repeat(32);

    assertProblem(api.client.get(unknown), 404, "trace_not_found");
    for (String wrong : List.of("", "f", "f".repeat(33), "x".repeat(32), "f".repeat(32) + "/")) {
      assertProblem(api.client.get("/v1/traces/" + wrong), 400, "invalid_parameter");
    }
    api.queries.ready = false;
    assertProblem(api.client.get(unknown), 503, "not_ready");
  }

  @Test
  void shouldTellHowTheTopologyStands() throws Exception {
    api.health.notReady = List.of("stores are being restored");

    JsonNode topology = json(api.client.get("/v1/topology"));

    assertThat(topology.path("state").asText()).isEqualTo("RUNNING");
    assertThat(topology.at("/subtopologies/0/name").asText()).isEqualTo("read");
    assertThat(topology.at("/subtopologies/0/lag").asLong()).isEqualTo(3);
    assertThat(topology.at("/stores/0/diskBytes").asLong()).isEqualTo(4_096);
    assertThat(topology.at("/instances/0/ledgerPartitions")).hasSize(2);
    assertThat(topology.at("/notReady/0").asText()).isEqualTo("stores are being restored");
    assertThat(topology.path("asOf").asText()).isEqualTo(Api.NOW.toString());
  }

  private HttpResponse<byte[]> post(byte[] body) throws Exception {
    return api.client.post("/v1/explain", "application/octet-stream", body);
  }
}
