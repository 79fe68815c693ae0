package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.client.ApiException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.gate.DecisionFeed;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.DecisionPosition;
import dev.spendbreaker.gate.RecentDecisions;
import dev.spendbreaker.gate.TopicArchive;
import dev.spendbreaker.http.EventReader;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One application on a real broker, used as its users do: over HTTP and through topics. */
@Tag("integration")
class ApplicationTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Path CORPUS = Path.of("src/test/resources/corpus/spans");

  @TempDir static Path directory;

  private static Application application;
  private static ApiClient api;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    KAFKA.createTopic("app-prices", 1, Map.of("cleanup.policy", "compact"));
    KAFKA.produce("app-prices", "early/bird", "{\"version\": 1, \"input\": 7, \"output\": 8}");
    Settings settings =
        Settings.load(
            Map.of(
                "bootstrap.servers", KAFKA.bootstrapServers(),
                "application.id", "application-test",
                "spans.topic", "app-spans",
                "policies.topic", "app-policies",
                "prices.topic", "app-prices",
                "decisions.topic", "app-decisions",
                "rejects.topic", "app-rejects",
                "state.dir", directory.resolve("state").toString(),
                "http.port", "0",
                "otlp.port", "0"),
            Map.of(),
            null);
    application = Application.start(settings);
    api = new ApiClient(URI.create("http://127.0.0.1:" + application.httpPort()));
    Eventually.gives(TIMEOUT, List.of(), application::notReady);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void shouldChargeACaptureTheSameByOtlpAndByTopicInEveryEncoding() throws Exception {
    byte[] protobuf = Files.readAllBytes(CORPUS.resolve("strands-ts.pb"));
    byte[] json = Files.readAllBytes(CORPUS.resolve("strands-ts.json"));

    // when the same spans come as protobuf, as JSON, compressed, and from another Kafka client
    assertThat(post("application/x-protobuf", "identity", protobuf).statusCode()).isEqualTo(200);
    assertThat(post("application/json", "identity", json).body()).contains("partialSuccess");
    assertThat(post("application/json", "gzip", gzip(json)).statusCode()).isEqualTo(200);
    KAFKA.produce(new ProducerRecord<>("app-spans", null, protobuf));

    // then they are charged once, as the corpus says: 4 calls, 1000 in, 160 of them cached, 80 out
    Eventually.holds(
        TIMEOUT,
        () -> {
          JsonNode totals = api.scope("agent/research-agent").path("totals");
          assertThat(totals.path("calls").asInt()).isEqualTo(4);
          assertThat(totals.path("inputTokens").asInt()).isEqualTo(1000);
          assertThat(totals.path("cacheReadTokens").asInt()).isEqualTo(160);
          assertThat(totals.path("outputTokens").asInt()).isEqualTo(80);
        });
    assertThat(api.scope("agent/research-agent/task/sess-1").path("totals").path("calls").asInt())
        .isEqualTo(4);
    assertThat(recordsOfSpans()).anySatisfy(record -> assertThat(record.value()).isEqualTo(json));
  }

  /**
   * The figures are those of expected.json; a service that only held calls for a while owes none.
   */
  @ParameterizedTest
  @CsvSource({
    "adk-live.json, none, math_agent, 2, 379, 84",
    "claude-adot.json, none, claude-adot, 1, 32312, 767",
    "pydantic-ai-live.json, none, agent, 2, 1251, 78",
    "openai-agents-openinference-live.json, openai-agents-openinference, math_specialist, 3, 704, 137",
    "smolagents-live.json, none, smolagents, 2, 6256, 163"
  })
  void shouldChargeACaptureWhoseSpansComeOneByOneChildrenFirst(
      String capture, String service, String agent, int calls, long input, long output)
      throws Exception {
    KAFKA.produceAll("app-spans", oneByOne(capture));
    Eventually.holds(
        TIMEOUT,
        () -> {
          JsonNode totals = api.scope("agent/" + agent).path("totals");
          assertThat(totals.path("calls").asInt()).isEqualTo(calls);
          assertThat(totals.path("inputTokens").asLong()).isEqualTo(input);
          assertThat(totals.path("outputTokens").asLong()).isEqualTo(output);
          if (!service.equals("none")) {
            assertThat(api.scope("agent/" + service).path("totals").path("calls").asInt()).isZero();
          }
        });
  }

  @Test
  void shouldDecideWhenALimitIsReached() throws Exception {
    api.putPolicy("kill-at-one", policy("spender", "1.00", "kill").getBytes(UTF_8));

    byte[] message =
        Spans.trace(1001, System.currentTimeMillis()).call(1, "spender", "t", 1.25).toBytes();
    assertThat(post("application/x-protobuf", "identity", message).statusCode()).isEqualTo(200);

    List<ConsumerRecord<byte[], byte[]>> decisions =
        KAFKA.consumeUntil(
            "app-decisions",
            read -> read.stream().anyMatch(record -> isKill(record, "agent/spender")),
            TIMEOUT);
    assertThat(decisions).extracting(r -> new String(r.key(), UTF_8)).contains("agent/spender");
    JsonNode scope = api.scope("agent/spender");
    assertThat(scope.path("action").asText()).isEqualTo("kill");
    assertThat(scope.path("policies").get(0).path("spent").decimalValue())
        .isEqualByComparingTo("1.25");
  }

  /** 1.25 USD within its first minute; 8.75 are left, which last 7 minutes. */
  @Test
  void shouldTellTheBurnRateAndWhenALimitWillBeReached() throws Exception {
    api.putPolicy("far", policy("burner", "10", "block").getBytes(UTF_8));
    Instant before = Instant.now();
    byte[] message =
        Spans.trace(1017, before.toEpochMilli()).call(1, "burner", "t", 1.25).toBytes();
    post("application/x-protobuf", "identity", message);

    Eventually.holds(
        TIMEOUT,
        () -> {
          JsonNode forecast = api.scope("agent/burner").at("/policies/0/forecast");
          assertThat(forecast.path("ratePerMinute").decimalValue()).isEqualByComparingTo("1.25");
          assertThat(forecast.path("overSeconds").asInt()).isEqualTo(60);
          assertThat(Instant.parse(forecast.path("limitReachedAt").asText()))
              .isBetween(before.plus(7, MINUTES), Instant.now().plus(7, MINUTES));
        });
  }

  /** A stream, a history and a series, each of what one agent did. */
  @Test
  void shouldStreamADecisionAndResumeInAnotherInstanceAndPlotWhatWasSpent() throws Exception {
    String id;
    try (EventReader stream = EventReader.open(decisionsOf("plotted"), null)) {
      api.putPolicy("plotted", policy("plotted", "10.00", "kill").getBytes(UTF_8));
      spend(5001, "plotted", 9.25);
      EventReader.Event warned = stream.next();
      while (!warned.data().contains("\"action\":\"warn\"")) {
        warned = stream.next();
      }
      id = warned.id();
    }
    spend(5002, "plotted", 1.00);
    KAFKA.consumeUntil(
        "app-decisions",
        read -> read.stream().anyMatch(record -> isKill(record, "agent/plotted")),
        TIMEOUT);

    RecentDecisions recent = new RecentDecisions();
    Map<String, Object> config = Map.of("bootstrap.servers", KAFKA.bootstrapServers());
    try (DecisionFeed feed =
            DecisionFeed.start(config, "app-decisions", DecisionFeed.From.BEGINNING, recent);
        TopicArchive archive = new TopicArchive(config, "app-decisions")) {
      assertThat(feed.awaitCaughtUp(TIMEOUT)).isTrue();
      DecisionLog elsewhere = new DecisionLog(recent, archive);
      DecisionPosition position = DecisionPosition.parse(id);
      elsewhere.check(position).join();
      assertThat(elsewhere.after(position, 100).join().records())
          .filteredOn(record -> record.decision().scope().equals(Scope.agent("plotted")))
          .extracting(record -> record.decision().action())
          .containsExactly(Action.KILL);
    }

    JsonNode history = get("/v1/scopes/agent/plotted/decisions?limit=1");
    assertThat(history.path("decisions").get(0).path("action").asText()).isEqualTo("kill");
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode point : get("/v1/scopes/agent/plotted/spend").path("points")) {
      sum = sum.add(point.path("usd").decimalValue());
    }
    assertThat(sum).isEqualByComparingTo("10.25");
  }

  private static URI decisionsOf(String agent) {
    return URI.create(
        "http://127.0.0.1:" + application.httpPort() + "/v1/decisions/stream?agent=" + agent);
  }

  private JsonNode get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + application.httpPort() + path);
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    return new ObjectMapper()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .readTree(answer.body());
  }

  private void spend(long trace, String agent, double usd) throws Exception {
    byte[] message =
        Spans.trace(trace, System.currentTimeMillis()).call(1, agent, "t", usd).toBytes();
    assertThat(post("application/x-protobuf", "identity", message).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldBlockATeamForWhatItsAgentsSpendBeforeAndAfterThePolicyComes() throws Exception {
    // given agents of one team, whose ledgers lie in several partitions
    spendOfTeam(4001, "core-1", 0.25);
    spendOfTeam(4002, "core-2", 0.25);
    spendOfTeam(4003, "core-3", 0.25);
    Eventually.holds(TIMEOUT, () -> assertSpent("agent/core-3", "0.25"));

    // when the first policy of a team comes, and one more call
    byte[] policy = policy("core", "1.00", "block").replace("agent", "team").getBytes(UTF_8);
    api.putPolicy("team-core", policy);
    Eventually.holds(TIMEOUT, () -> assertSpent("team/core", "0.75"));
    assertThat(api.scope("team/core").path("action").asText()).isEqualTo("allow");
    spendOfTeam(4004, "core-4", 0.25);

    // then the team is blocked, and is listed among the teams alone
    List<ConsumerRecord<byte[], byte[]>> decisions =
        KAFKA.consumeUntil(
            "app-decisions",
            read -> read.stream().anyMatch(record -> isBlock(record, "team/core")),
            TIMEOUT);
    assertThat(decisions)
        .filteredOn(record -> new String(record.key(), UTF_8).equals("team/core"))
        .allSatisfy(
            record ->
                assertThat(DecisionDocuments.read(record.value()).scope().values())
                    .containsExactly(Map.entry("team", "core")));
    assertSpent("team/core", "1");
    JsonNode teams = api.scopes("dimension=team").path("scopes");
    assertThat(teams).extracting(scope -> scope.path("key").asText()).containsExactly("team/core");
    assertThat(teams.get(0).path("action").asText()).isEqualTo("block");
  }

  @Test
  void shouldRefuseAPolicyOfAnUnknownDimension() {
    byte[] policy = policy("x", "1", "block").replace("agent", "temant").getBytes(UTF_8);

    assertThatThrownBy(() -> api.putPolicy("temant", policy))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("$.scope.temant")
        .hasMessageContaining("did you mean 'tenant'?")
        .hasMessageContaining("'dimension.temant'");
  }

  private void spendOfTeam(long trace, String agent, double usd) throws Exception {
    byte[] message =
        Spans.trace(trace, System.currentTimeMillis())
            .resource(Spans.text("team.id", "core"))
            .call(1, agent, "t", usd)
            .toBytes();
    assertThat(post("application/x-protobuf", "identity", message).statusCode()).isEqualTo(200);
  }

  private static void assertSpent(String scope, String usd) throws Exception {
    assertThat(api.scope(scope).path("totals").path("usd").decimalValue())
        .isEqualByComparingTo(usd);
  }

  @Test
  void shouldShowAPolicyAsSoonAsItIsApplied() throws Exception {
    JsonNode applied = api.putPolicy("shown", policy("shown", "5", "block").getBytes(UTF_8));
    assertThat(applied.path("revision").asLong()).isPositive();
    assertThat(ids(api.policies())).contains("shown");

    api.deletePolicy("shown");

    assertThat(ids(api.policies())).doesNotContain("shown");
  }

  @Test
  void shouldChargeAtTheNewPriceAsSoonAsItIsSetAndListWhatHadNone() throws Exception {
    postCallOfAnUnknownModel(3003);
    Eventually.holds(
        TIMEOUT,
        () -> {
          assertThat(api.unpricedModels().path("models"))
              .anySatisfy(
                  model -> {
                    assertThat(model.path("model").asText()).isEqualTo("model-of-the-test");
                    assertThat(model.path("calls").asInt()).isEqualTo(1);
                    assertThat(model.path("pricedNow").booleanValue()).isFalse();
                  });
        });

    byte[] price = "{\"version\": 1, \"input\": 4, \"output\": 5}".getBytes(UTF_8);
    JsonNode set = api.putPrice("vendor-of-the-test/model-of-the-test", price);
    assertThat(set.path("revision").asLong()).isPositive();
    postCallOfAnUnknownModel(3004);

    // 4 USD for a million tokens in, of the second call only
    Eventually.holds(
        TIMEOUT,
        () -> {
          JsonNode totals = api.scope("agent/tests/task/priced").path("totals");
          assertThat(totals.path("calls").asInt()).isEqualTo(2);
          assertThat(totals.path("unpricedCalls").asInt()).isEqualTo(1);
          assertThat(totals.path("usd").decimalValue()).isEqualByComparingTo("4");
        });
    api.deletePrice("vendor-of-the-test/model-of-the-test");
    assertThatThrownBy(() -> api.price("vendor-of-the-test", "model-of-the-test"))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void shouldChargeAtThePricesThatStoodInTheirTopicWhenItBecameReady() throws Exception {
    postCall(3005, "early", "bird", "early");

    Eventually.holds(
        TIMEOUT,
        () ->
            assertThat(api.scope("agent/tests/task/early").path("totals").path("usd").asInt())
                .isEqualTo(7));
  }

  private void postCallOfAnUnknownModel(long trace) throws Exception {
    postCall(trace, "vendor-of-the-test", "model-of-the-test", "priced");
  }

  private void postCall(long trace, String provider, String model, String task) throws Exception {
    byte[] message =
        Spans.trace(trace, System.currentTimeMillis())
            .add(
                1,
                0,
                Spans.text("gen_ai.operation.name", "chat"),
                Spans.text("gen_ai.provider.name", provider),
                Spans.text("gen_ai.request.model", model),
                Spans.text("gen_ai.conversation.id", task),
                Spans.number("gen_ai.usage.input_tokens", 1_000_000))
            .toBytes();
    assertThat(post("application/x-protobuf", "identity", message).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseAPolicyWithAnUnknownFieldAndSayWhich() {
    byte[] typo = policy("x", "5", "block").replace("limit", "limt").getBytes(UTF_8);
    assertThatThrownBy(() -> api.putPolicy("typo", typo))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("limt")
        .hasMessageContaining("limit");
  }

  @Test
  void shouldRejectRandomBytesAndAMalformedPolicyAndGoOn() throws Exception {
    byte[] garbage = {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef, 0x01};
    KAFKA.produce(new ProducerRecord<>("app-spans", "k".getBytes(UTF_8), garbage));
    KAFKA.produce("app-policies", "bad", "{\"version\": 1, \"scope\": {\"agent\": \"a\"}}");

    List<ConsumerRecord<byte[], byte[]>> rejects =
        KAFKA.consumeUntil("app-rejects", read -> read.size() >= 2, TIMEOUT);

    assertThat(rejects).anySatisfy(r -> assertThat(r.value()).isEqualTo(garbage));
    assertThat(rejects)
        .allSatisfy(
            r -> assertThat(r.headers().lastHeader("spendbreaker.reject.reason")).isNotNull());
    byte[] good =
        Spans.trace(2002, System.currentTimeMillis()).call(1, "after", "t", 0.5).toBytes();
    KAFKA.produce(new ProducerRecord<>("app-spans", null, good));
    Eventually.holds(TIMEOUT, () -> assertThat(api.scope("agent/after").isObject()).isTrue());
  }

  /** A message for each span, in the order in which they ended. */
  private static List<byte[]> oneByOne(String capture) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<byte[]> messages = new ArrayList<>();
    JsonNode message = json.readTree(CORPUS.resolve(capture).toFile());
    for (JsonNode resource : message.path("resourceSpans")) {
      for (JsonNode scope : resource.path("scopeSpans")) {
        for (JsonNode span : scope.path("spans")) {
          ObjectNode alone = json.createObjectNode();
          ObjectNode ofResource = alone.putArray("resourceSpans").addObject();
          ofResource.set("resource", resource.path("resource"));
          ofResource.putArray("scopeSpans").addObject().putArray("spans").add(span);
          messages.add(json.writeValueAsBytes(alone));
        }
      }
    }
    return messages;
  }

  private static String policy(String agent, String usd, String onBreach) {
    return """
        {"version": 1, "scope": {"agent": "%s"}, "limit": {"usd": %s},
         "window": {"rolling": "PT1H"}, "onBreach": "%s"}"""
        .formatted(agent, usd, onBreach);
  }

  private static List<String> ids(JsonNode policies) {
    return policies.path("policies").findValuesAsText("id");
  }

  private static boolean isKill(ConsumerRecord<byte[], byte[]> record, String key) {
    return is(Action.KILL, record, key);
  }

  private static boolean isBlock(ConsumerRecord<byte[], byte[]> record, String key) {
    return is(Action.BLOCK, record, key);
  }

  private static boolean is(Action action, ConsumerRecord<byte[], byte[]> record, String key) {
    return new String(record.key(), UTF_8).equals(key)
        && DecisionDocuments.read(record.value()).action() == action;
  }

  private static List<ConsumerRecord<byte[], byte[]>> recordsOfSpans() {
    return KAFKA.consumeUntil("app-spans", read -> read.size() >= 4, TIMEOUT);
  }

  private HttpResponse<String> post(String contentType, String encoding, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + application.otlpPort() + "/v1/traces"))
            .header("content-type", contentType)
            .header("content-encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }
}
