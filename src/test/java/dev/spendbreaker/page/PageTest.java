package dev.spendbreaker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Chromium;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page in a real browser, before an application whose spans a test sends. */
@Tag("integration")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String SPANS = "page-spans";
  private static final int MANY = 10_000;
  private static final int TRACES_AT_ONCE = 500;

  /** Not a temporary directory, as the stores may still be written to when it would be deleted. */
  private static Path directory;

  private static Application application;
  private static Chromium chromium;
  private static ApiClient api;

  private Shown shown;

  @BeforeAll
  static void start() throws Exception {
    Path parent = Files.createDirectories(Path.of("target/page").toAbsolutePath());
    directory = Files.createTempDirectory(parent, "state");
    application = application("page", Map.of());
    chromium = Chromium.start();
    api = new ApiClient(URI.create(address(application)));
    Eventually.gives(TIMEOUT, List.of(), application::notReady);
  }

  /** An application with topics of its own. */
  private static Application application(String name, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", KAFKA.bootstrapServers());
    settings.put("application.id", name);
    for (String topic : List.of("spans", "policies", "prices", "decisions", "rejects")) {
      settings.put(topic + ".topic", name + "-" + topic);
    }
    settings.put("state.dir", directory.resolve(name).toString());
    settings.put("http.port", "0");
    settings.put("otlp.port", "0");
    return Application.start(Settings.load(settings, Map.of(), null));
  }

  @AfterAll
  static void stop() {
    chromium.close();
    application.close();
  }

  private static String address(Application application) {
    return "http://127.0.0.1:" + application.httpPort();
  }

  @BeforeEach
  void show() {
    shown = Shown.light(chromium, address(application));
  }

  @AfterEach
  void hide() {
    shown.hasNoFaults();
    shown.close();
  }

  @Test
  void shouldSayWhatIsWrongWithAPolicyAsItIsWrittenAndSaveItOnceItIsRight() throws Exception {
    shown.open("#/policies/new");
    shown.field("Id").fill("from-the-page");
    shown.field("Limit").fill("a lot");

    shown.sees("$.limit.usd");
    assertThat(shown.button("Save")).isDisabled();
    assertThat(shown.field("Limit")).hasAttribute("aria-invalid", "true");

    shown.field("Limit").fill("12.345678901");
    shown.field("Warn at, in percent").fill("29, 90");
    shown.sees("Valid.");
    shown.button("Save").click();
    shown.page.waitForURL("**/#/policies/from-the-page");
    assertThat(shown.button("Delete …")).isVisible();

    // every digit went through, and a change needs no new id
    assertThat(policy("from-the-page"))
        .contains("12.345678901")
        .contains("0.29,0.9")
        .contains("\"rolling\":\"PT1H\"");
    shown.field("Limit").fill("20");
    shown.button("Save").click();
    shown.sees("The policy is in force.");
    assertThat(policy("from-the-page")).contains("{\"usd\":20}");

    shown.button("Delete …").click();
    shown.button("Keep it").click();
    assertThat(policy("from-the-page")).isNotEmpty();
    shown.button("Delete …").click();
    shown.button("Delete").last().click();
    shown.page.waitForURL("**/#/policies");
    assertThat(policy("from-the-page")).isEmpty();
  }

  @Test
  void shouldShowWhomAPolicyWouldHaveStoppedBeforeItIsSaved() throws Exception {
    long now = System.currentTimeMillis();
    for (int i = 0; i < 3; i++) {
      Spans call = Spans.trace(500 + i, now + i).call(1, "spender", "t", 40.00);
      KAFKA.produce(new ProducerRecord<>(SPANS, null, call.toBytes()));
    }
    Eventually.holds(TIMEOUT, () -> api.scope(Scope.agent("spender").key()));
    shown.open("#/policies/new");
    Locator section = shown.section("Over the last day");
    assertThat(shown.button("Look")).isDisabled();
    shown.field("Id").fill("strict");
    shown.field("Limit").fill("100");
    shown.sees("Valid.");

    shown.button("Look").click();
    shown.sees(section, "spender");
    shown.sees(section, "spent 120.00 USD of 100.00 in the last hour");
    shown.sees(section, "Would have been");
    shown.sees(section, "Really was");
    shown.sees(section, "Blocked");
    assertThat(policy("strict")).isEmpty();
    shown.isAccessible();
    shown.page.setViewportSize(360, 740);
    shown.isAccessible();

    // another limit needs another look
    shown.field("Limit").fill("1000000");
    shown.sees(section, "The policy has changed since.");
    shown.sees("Valid.");
    shown.button("Look again").click();
    shown.sees(section, "Nobody would have been warned or stopped.");
    shown.isAccessible();

    // and where the server does not answer, that is said
    shown.page.route("**/v1/what-if/**", Route::abort);
    shown.button("Look again").click();
    shown.sees(section, "Spendbreaker does not answer");
  }

  @Test
  void shouldNotOverwriteWhatSomebodyElseChangedMeanwhile() throws Exception {
    put("shared", "{\"version\": 1, \"scope\": {\"agent\": \"x\"}, \"limit\": {\"usd\": 1}}");
    shown.open("#/policies/shared");
    shown.sees("Valid.");
    put("shared", "{\"version\": 1, \"scope\": {\"agent\": \"x\"}, \"limit\": {\"usd\": 2}}");

    shown.field("Limit").fill("3");
    shown.sees("Valid.");
    shown.button("Save").click();

    shown.sees("If-Match does not hold");
    assertThat(policy("shared")).contains("{\"usd\":2}");
    api.deletePolicy("shared");
  }

  @Test
  void shouldShowNamesThatAgentsChoseAndNeverRunThem() throws Exception {
    String script = "<script>window.hacked = true</script>";
    String image = "\"><img src=x onerror=\"window.hacked = true\">";
    String turned = "safe\u202Egpj.exe";
    String tooLong = "n".repeat(64 << 10);
    String longest = "m".repeat(1_000);
    long now = System.currentTimeMillis();
    KAFKA.produce(
        new ProducerRecord<>(
            SPANS,
            null,
            Spans.trace(901, now)
                .call(1, script, image, 4_000)
                .call(2, turned, "task", 3_000)
                .call(3, longest, longest, 2_000)
                .call(4, tooLong, tooLong, 1_000)
                .toBytes()));
    Eventually.holds(TIMEOUT, () -> api.scope(Scope.agent(script).key()));

    for (String place : List.of("", "#/scopes", "#/scopes?dimension=agent,task")) {
      shown.open(place);
      shown.page.reload();
      shown.sees(script);
      shown.isAccessible();
    }
    shown.open("");
    shown.sees("safe⟨U+202E⟩gpj.exe");
    shown.section("Top agents").getByText(script).click();
    shown.sees(shown.section("Tasks"), "<img src=x");
    shown.isAccessible();
    assertThat(shown.page.evaluate("window.hacked === undefined")).isEqualTo(true);
  }

  /** Last, as all that is asked takes longer then. */
  @Test
  @Order(Integer.MAX_VALUE)
  void shouldStaySmoothWithTenThousandAgents() throws Exception {
    long now = System.currentTimeMillis();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int first = 0; first < MANY; first += TRACES_AT_ONCE) {
      Spans spans = Spans.trace(10_000 + first, now);
      for (int i = first; i < first + TRACES_AT_ONCE; i++) {
        spans.call(i + 1, "agent-%05d".formatted(i), "t", 0.000_001 * (i + 1));
      }
      records.add(new ProducerRecord<>(SPANS, null, spans.toBytes()));
    }
    records.forEach(KAFKA::produce);
    Eventually.holds(TIMEOUT, () -> assertThat(agents()).isGreaterThanOrEqualTo(MANY));

    shown.open("#/scopes");
    Locator rows = shown.page.locator(".virtual-row");
    shown.field("Search").fill("agent-");
    shown.sees("10,000 of");
    assertThat(rows.count()).as("rows that are drawn").isLessThan(100);

    shown.page.evaluate("document.querySelector('.virtual').scrollTop = 1e9");
    shown.sees("agent-00000");
    assertThat(rows.count()).as("rows that are drawn").isLessThan(100);

    shown.field("Search").fill("agent-04242");
    shown.sees("1 of");
    shown.link("agent-04242").click();
    shown.sees(shown.section("Tasks"), "t");

    shown.link("Overview").click();
    shown.sees(shown.section("Top agents"), "agent-09999");
  }

  @Test
  void shouldGoOnByItselfWhenTheServerWasAway() {
    shown.open("");
    shown.sees("all time");

    shown.page.context().setOffline(true);
    shown.sees("These figures are not of now");

    shown.page.context().setOffline(false);
    assertThat(shown.page.getByText("These figures are not of now")).isHidden();
  }

  @Test
  void shouldFollowDecisionsAgainWhenTheirStreamBreaks() {
    shown.page.route("**/v1/decisions/stream", Route::abort);
    shown.open("");
    shown.sees("Reconnecting");

    shown.page.unroute("**/v1/decisions/stream");
    shown.sees("Live");
  }

  @Test
  void shouldAskForATokenAndShowWhatItAllows() throws Exception {
    Path read = Files.writeString(directory.resolve("read"), "a-token-that-may-read");
    Path write = Files.writeString(directory.resolve("write"), "a-token-that-may-write");
    Map<String, String> tokens =
        Map.of("auth.tokens", "r=read=file:%s,w=read+write=file:%s".formatted(read, write));
    try (Application guarded = application("guarded", tokens);
        Shown asked = Shown.light(chromium, address(guarded))) {
      Eventually.gives(TIMEOUT, List.of(), guarded::notReady);
      asked.open("#/policies/new");
      asked.signIn("a-token-that-is-wrong");
      asked.sees("The token was not accepted.");
      asked.isAccessible();
      asked.signIn("a-token-that-may-read");

      // the stream of decisions has it, too, and so does the page when it is loaded again
      asked.sees("Live");
      asked.field("Id").fill("mine");
      asked.sees("Your token may read, not write");
      assertThat(asked.field("Limit")).isDisabled();
      assertThat(asked.button("Look")).isDisabled();
      asked.page.reload();
      asked.sees("Live");

      asked.button("Sign out").click();
      asked.signIn("a-token-that-may-write");
      asked.field("Id").fill("mine");
      asked.field("Limit").fill("1");
      asked.sees("Valid.");
      asked.hasNoFaults();
    }
  }

  @Test
  void shouldWriteFiguresAsPeopleReadThem() {
    assertThat(evaluated("format", "[0, 1234.5, 0.0421, 0.00002, -1.5].map(module.usd)"))
        .isEqualTo(List.of("$0.00", "$1,234.50", "$0.0421", "<$0.0001", "−$1.50"));
    assertThat(evaluated("format", "[0, 0.004, 0.43, 0.9999, 1.00264].map(module.percent)"))
        .isEqualTo(List.of("0%", "<1%", "43%", "99%", "100%"));
    assertThat(evaluated("format", "module.visible('a\\u202eb\\u0000')"))
        .isEqualTo("a⟨U+202E⟩b⟨U+0000⟩");
    assertThat(evaluated("format", "['PT90M', 'P7D', 'soon'].map(module.seconds).map(String)"))
        .isEqualTo(List.of("5400", "604800", "NaN"));
    assertThat(evaluated("charts", "module.ticks(3.2)")).isEqualTo(List.of(0, 1, 2, 3, 4));
  }

  /** Of 1 to 6 spent in six steps, the last three of which a window holds at each moment. */
  @Test
  void shouldReckonBackWhatCountedInAWindow() {
    String range = "{from: 0, step: 10, inWindow: 3}";
    assertThat(
            evaluated(
                "windows",
                "module.counted([1, 2, 3, 4, 5, 6], " + range + ", 15, 60).map((p) => p.value)"))
        .isEqualTo(List.of(9, 12, 15));
    assertThat(
            evaluated(
                "windows",
                "module.counted([1, 2, 3], {from: 0, step: 10, inWindow: null}, 6, 25).map((p) => [p.end, p.value])"))
        .isEqualTo(List.of(List.of(10, 1), List.of(20, 3), List.of(25, 6)));
  }

  @Test
  void shouldReadEventsHoweverTheyArrive() {
    assertThat(
            evaluated(
                "api",
                """
                (() => {
                  const events = [];
                  const parser = new module.EventParser((event) => events.push(event));
                  ['id: 1\\n', '\\n:\\n\\nevent: decision\\nid: 2\\nda', 'ta: {\\ndata: }\\n\\n']
                    .forEach((part) => parser.add(part));
                  return events.filter(({id}) => id).map(({type, id, data}) => [type, id, data]);
                })()"""))
        .isEqualTo(List.of(List.of("message", "1", ""), List.of("decision", "2", "{\n}")));
  }

  /** What an expression of a module of the page gives, in the browser. */
  private Object evaluated(String module, String expression) {
    shown.open("");
    return shown.page.evaluate(
        "async () => { const module = await import('/page/%s.js'); return %s; }"
            .formatted(module, expression));
  }

  private static int agents() throws Exception {
    int agents = 0;
    String next = "";
    do {
      JsonNode page = api.scopes("dimension=agent&limit=1000" + next);
      agents += page.path("scopes").size();
      next = "&cursor=" + page.path("cursor").asText();
    } while (!next.equals("&cursor="));
    return agents;
  }

  private static void put(String id, String document) throws Exception {
    api.putPolicy(id, document.getBytes(UTF_8));
  }

  /** The policy's document; empty where there is none. */
  private static String policy(String id) throws Exception {
    for (var policy : api.policies().path("policies")) {
      if (policy.path("id").asText().equals(id)) {
        return policy.toString();
      }
    }
    return "";
  }
}
