package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.client.ApiException;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three instances share the work, and each is asked for everything: first while all is well, then
 * while one hangs, then when one was killed.
 */
@Tag("integration")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeInstancesTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final int AGENTS = 40;
  private static final String SECRET = "a secret that three instances share";

  @TempDir static Path directory;

  private static Instances instances;
  private static final List<Instance> all = new ArrayList<>();

  /** What each scope must have spent, in USD, worked out while the spans are made. */
  private static final Map<String, BigDecimal> expected = new TreeMap<>();

  @BeforeAll
  static void start() throws Exception {
    instances = new Instances(directory, KAFKA.bootstrapServers(), "three");
    for (int i = 0; i < 3; i++) {
      all.add(
          instances.start(
              "--instance-secret=" + SECRET,
              "--instance-timeout=PT2S",
              "--standby-replicas=1",
              "--kafka",
              "consumer.session.timeout.ms=40000"));
    }
    Eventually.gives(TIMEOUT, true, instances::shareTheWork);
    KAFKA.produceAll(instances.spansTopic(), spans());
    for (Instance instance : all) {
      Eventually.holds(TIMEOUT, () -> assertThat(spent(instance)).isEqualTo(expected));
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    instances.close();
  }

  @Test
  @Order(1)
  void shouldAnswerTheSameForEveryScopeWhicheverInstanceIsAsked() throws Exception {
    for (String key : expected.keySet()) {
      JsonNode first = withoutTime(asked(() -> all.get(0).api().scope(key)));
      assertThat(first.at("/totals/usd").decimalValue()).isEqualByComparingTo(expected.get(key));
      assertThat(withoutTime(asked(() -> all.get(1).api().scope(key)))).isEqualTo(first);
      assertThat(withoutTime(asked(() -> all.get(2).api().scope(key)))).isEqualTo(first);
      assertThat(first.has("stalePartitions")).isFalse();
    }
    for (Instance instance : all) {
      assertThatThrownBy(() -> asked(() -> instance.api().scope("agent/nobody")))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(404));
    }
  }

  @Test
  @Order(1)
  void shouldListTheScopesOfAllInstancesPageByPageFromAnyOfThem() throws Exception {
    for (String sort : List.of("key", "spent")) {
      List<String> whole = keys(wholePage("sort=" + sort + "&limit=1000", all.get(0)));
      assertThat(whole).containsExactlyInAnyOrderElementsOf(expected.keySet());

      // each page from another instance
      List<String> paged = new ArrayList<>();
      String cursor = "";
      for (int page = 0; page == 0 || !cursor.isEmpty(); page++) {
        String query = "sort=" + sort + "&limit=7&cursor=" + cursor;
        JsonNode answer = wholePage(query, all.get(page % 3));
        paged.addAll(keys(answer));
        cursor = answer.path("cursor").asText("");
      }
      assertThat(paged).isEqualTo(whole);
    }
    List<String> agents = keys(wholePage("dimension=agent&limit=1000", all.get(1)));
    assertThat(agents).hasSize(AGENTS).noneMatch(key -> key.contains("/task/"));
  }

  @Test
  @Order(2)
  void shouldShowAPolicyAndAPriceEverywhereOnceTheyAreSetAnywhere() throws Exception {
    for (int i = 0; i < 6; i++) {
      Instance writer = all.get(i % 3);
      Instance reader = all.get((i + 1) % 3);
      String id = "p" + i;
      String model = "m" + i;
      byte[] policy = policy("agent-" + i).getBytes(UTF_8);
      byte[] price = "{\"version\": 1, \"input\": 1, \"output\": 2}".getBytes(UTF_8);

      assertThat(asked(() -> writer.api().putPolicy(id, policy)).has("missingInstances")).isFalse();
      assertThat(policies(reader)).contains(id);
      assertThat(
              asked(() -> reader.api().scope("agent/agent-" + id.substring(1)))
                  .at("/policies/0/policyId")
                  .asText())
          .isEqualTo(id);
      assertThat(
              asked(() -> writer.api().putPrice("vendor/" + model, price))
                  .path("revision")
                  .asLong())
          .isPositive();
      assertThat(asked(() -> reader.api().price("vendor", model)).path("from").asText())
          .isEqualTo("override");
      asked(() -> writer.api().deletePolicy(id));
      assertThat(policies(reader)).doesNotContain(id);
    }
  }

  @Test
  @Order(3)
  void shouldAnswerNobodyWhoDoesNotKnowTheSecret() throws Exception {
    HttpRequest question =
        HttpRequest.newBuilder(URI.create("http://" + all.get(0).address() + "/internal/question"))
            .header("content-type", "application/octet-stream")
            .header("authorization", "Bearer " + SECRET)
            .POST(BodyPublishers.ofByteArray(new byte[] {1, 3}))
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(question, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    for (Instance instance : all) {
      assertThat(instance.process().output()).doesNotContain(SECRET);
    }
  }

  @Test
  @Order(3)
  void shouldSayThatAnInstanceNeedsAStateDirectoryOfItsOwn() throws Exception {
    Instance second = instances.start("--state-dir=" + directory.resolve("instance-0"));

    assertThat(second.process().awaitExit(60)).isEqualTo(2);
    assertThat(second.process().output())
        .contains("another instance of 'three' runs on 'state.dir'")
        .contains("--state-dir");
  }

  @Test
  @Order(4)
  void shouldSayWhomAPolicyHasNotReachedWhileAnInstanceHangs() throws Exception {
    Division division = Division.of(all);
    Instance hanging = division.notReaderOfPolicies();
    List<Instance> others = division.without(hanging);
    hanging.process().hang();
    try {
      for (Instance asked : others) {
        String id = "late-" + others.indexOf(asked);
        if (division.reaches(asked, hanging)) {
          assertThat(missing(put(id, asked))).isEqualTo(division.missing(asked, hanging));
          assertThat(policies(asked)).contains(id);
        } else {
          assertNotInForceYet(id, asked);
        }
      }
    } finally {
      hanging.process().goOn();
    }
    for (Instance instance : all) {
      Eventually.holds(TIMEOUT, () -> assertThat(policies(instance)).contains("late-0", "late-1"));
    }
  }

  private static JsonNode put(String id, Instance asked) throws Exception {
    return asked.api().putPolicy(id, policy("agent-1").getBytes(UTF_8));
  }

  private static Map<String, String> missing(JsonNode answer) {
    Map<String, String> missing = new TreeMap<>();
    answer
        .path("missingInstances")
        .forEach(one -> missing.put(one.path("instance").asText(), one.path("reason").asText()));
    return missing;
  }

  private static void assertNotInForceYet(String id, Instance asked) {
    assertThatThrownBy(() -> put(id, asked))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(504))
        .hasMessageContaining("is written");
  }

  @Test
  @Order(5)
  void shouldSayWhatIsMissingWhileAnInstanceHangsAndAnswerFromCopiesWhereThatIsAllowed()
      throws Exception {
    Eventually.gives(TIMEOUT, true, instances::shareTheWork);
    Division division = Division.of(all);
    Instance hanging = division.readerOfPolicies();
    Instance asked = division.without(hanging).get(0);
    hanging.process().hang();
    try {
      assertNotInForceYet("held-up", asked);
      JsonNode page = asked.api().scopes("limit=1000");
      assertThat(page.at("/missingInstances/0/instance").asText()).isEqualTo(hanging.address());
      assertThat(page.at("/missingInstances/0/reason").asText()).isEqualTo("timeout");
      assertThat(keys(page)).isNotEmpty().isSubsetOf(expected.keySet());
      String missing = anyKeyBut(keys(page));
      assertThatThrownBy(() -> asked.api().scope(missing))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(503));

      JsonNode stale = asked.api().scopes("limit=1000&stale=allow");
      assertThat(stale.has("missingPartitions")).isFalse();
      assertThat(stale.path("stalePartitions")).isNotEmpty();
      assertThat(spent(stale)).isEqualTo(expected);

      // others take over what the one that hangs has done, and nobody has to ask again
      Eventually.holds(TIMEOUT, () -> assertThat(policies(asked)).contains("held-up"));
    } finally {
      hanging.process().goOn();
    }
    for (Instance instance : all) {
      Eventually.holds(TIMEOUT, () -> assertThat(spent(instance)).isEqualTo(expected));
    }
  }

  @Test
  @Order(6)
  void shouldSayWhatIsMissingWhenAnInstanceWasKilledAndBeCompleteOnceOthersHaveTakenOver()
      throws Exception {
    Instance killed = all.get(1);
    Instance asked = all.get(0);
    Eventually.gives(TIMEOUT, true, instances::shareTheWork);
    killed.process().kill();

    JsonNode page = asked.api().scopes("limit=1000");
    assertThat(page.at("/missingInstances/0/instance").asText()).isEqualTo(killed.address());
    assertThat(page.at("/missingInstances/0/reason").asText()).isEqualTo("unreachable");
    assertThat(spent(asked.api().scopes("limit=1000&stale=allow"))).isEqualTo(expected);

    for (Instance instance : List.of(asked, all.get(2))) {
      Eventually.holds(TIMEOUT, () -> assertThat(spent(instance)).isEqualTo(expected));
    }
  }

  /** The answer; where a rebalance is under way, once it is over. */
  private static JsonNode asked(Callable<JsonNode> question) throws Exception {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        return question.call();
      } catch (ApiException e) {
        if (e.status() != 503 || System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  private static JsonNode wholePage(String query, Instance instance) throws Exception {
    JsonNode[] page = {null};
    Eventually.holds(
        TIMEOUT,
        () -> {
          page[0] = instance.api().scopes(query);
          assertThat(page[0].has("missingPartitions")).isFalse();
        });
    return page[0];
  }

  private static List<String> policies(Instance instance) throws Exception {
    return asked(() -> instance.api().policies()).path("policies").findValuesAsText("id");
  }

  private static List<byte[]> spans() {
    long now = System.currentTimeMillis();
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      String agent = "agent-" + i;
      String task = "task-" + i % 3;
      BigDecimal usd = BigDecimal.valueOf(1 + i % 7, 2);
      messages.add(Spans.trace(i + 1, now).call(1, agent, task, usd.doubleValue()).toBytes());
      expected.put("agent/" + agent, usd);
      expected.put("agent/" + agent + "/task/" + task, usd);
    }
    return messages;
  }

  private static Map<String, BigDecimal> spent(Instance instance) throws Exception {
    JsonNode page = instance.api().scopes("limit=1000");
    assertThat(page.has("missingPartitions")).as("all partitions answer: " + page).isFalse();
    return spent(page);
  }

  private static Map<String, BigDecimal> spent(JsonNode page) {
    Map<String, BigDecimal> spent = new TreeMap<>();
    for (JsonNode scope : page.path("scopes")) {
      spent.put(scope.path("key").asText(), scope.at("/totals/usd").decimalValue().setScale(2));
    }
    return spent;
  }

  private static List<String> keys(JsonNode page) {
    return page.path("scopes").findValuesAsText("key");
  }

  private static String anyKeyBut(List<String> keys) {
    return expected.keySet().stream().filter(key -> !keys.contains(key)).findFirst().orElseThrow();
  }

  private static JsonNode withoutTime(JsonNode scope) {
    return ((ObjectNode) scope).without("asOf");
  }

  private static String policy(String agent) {
    return """
        {"version": 1, "scope": {"agent": "%s"}, "limit": {"usd": 100.00}}"""
        .formatted(agent);
  }
}
