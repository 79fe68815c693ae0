package dev.spendbreaker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.spendbreaker.testing.WebhookReceiver.status;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Chromium;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.testing.WebhookReceiver;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What webhooks were told, as the page shows it, in a real browser. Takes a picture. */
@Tag("integration")
class WebhooksPageTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String NAME = "webhooks-page";
  private static final int MANY = 120;

  @Test
  void shouldShowWhatWaitsWhatArrivedAndWhatIsDeadAndSendThatAgain() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver();
        Application application = application(receiver);
        Chromium chromium = Chromium.start()) {
      Eventually.gives(TIMEOUT, List.of(), application::notReady);
      String address = "http://127.0.0.1:" + application.httpPort();
      try (Shown shown = Shown.light(chromium, address)) {
        shown.open("#/webhooks");
        shown.signIn("a-token-that-may-write");
        shown.sees("No webhook was told anything so far.");
        shown.isAccessible();

        decide(receiver, new ApiClient(URI.create(address), "a-token-that-may-write"));
        showsEach(shown);
        for (Shown other :
            List.of(Shown.dark(chromium, address), Shown.narrow(chromium, address))) {
          looksOnly(other);
        }
        sendsAgain(shown, receiver);
        pagesThroughMany(shown);
        saysWhenItCannotBeRead(shown);
        shown.hasNoFaults();
      }
    }
  }

  /** One that tells of every decision, to an address that has room for what tests ask of it. */
  private static Application application(WebhookReceiver receiver) throws Exception {
    Path parent = Files.createDirectories(Path.of("target/page").toAbsolutePath());
    Path directory = Files.createTempDirectory(parent, NAME);
    Map<String, String> settings = new HashMap<>();
    for (String topic : List.of("spans", "policies", "prices", "decisions", "deliveries")) {
      settings.put(topic + ".topic", NAME + "-" + topic);
    }
    settings.put("bootstrap.servers", KAFKA.bootstrapServers());
    settings.put("application.id", NAME);
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("http.port", "0");
    settings.put("otlp.port", "0");
    settings.put("webhook.url", receiver.url("/all"));
    settings.put("webhook.allowed", "127.0.0.1");
    settings.put("webhook.allow.http", "true");
    settings.put(
        "auth.tokens",
        "r=read=file:%s,w=read+write=file:%s"
            .formatted(
                Files.writeString(directory.resolve("r"), "a-token-that-may-read"),
                Files.writeString(directory.resolve("w"), "a-token-that-may-write")));
    return Application.start(Settings.load(settings, Map.of(), null));
  }

  /** One is accepted, one refused for now, and one for ever: that of the policy. */
  private static void decide(WebhookReceiver receiver, ApiClient api) throws Exception {
    receiver.answeringBy(
        told -> status(told.target().equals("/policy") ? 410 : told.says("\"busy\"") ? 503 : 204));
    api.putPolicy(
        "each-agent",
        "{\"version\": 1, \"scope\": {\"agent\": \"*\"}, \"limit\": {\"usd\": 1}}".getBytes(UTF_8));
    api.putPolicy(
        "one-dollar",
        """
        {"version": 1, "scope": {"agent": "spender"}, "limit": {"usd": 1}, "onBreach": "kill",
         "webhook": {"url": "%s"}}"""
            .formatted(receiver.url("/policy"))
            .getBytes(UTF_8));
    spend(1, "spender");
    spend(2, "busy");
  }

  private static void spend(int trace, String agent) {
    Spans call = Spans.trace(trace, System.currentTimeMillis()).call(1, agent, "t", 1.25);
    KAFKA.produce(new ProducerRecord<>(NAME + "-spans", null, call.toBytes()));
  }

  private static void showsEach(Shown shown) throws Exception {
    assertThat(row(shown, "Dead")).containsText("answered 410: it is gone");
    assertThat(row(shown, "Dead")).containsText("one-dollar");
    assertThat(row(shown, "Pending")).containsText("busy");
    assertThat(row(shown, "Pending")).containsText("503");
    assertThat(row(shown, "Pending")).containsText("in ");
    assertThat(row(shown, "Delivered")).containsText("the settings’ webhook");
    shown.isAccessible();
    shown.takePicture("webhooks");
  }

  /** The row of a delivery in a state. */
  private static Locator row(Shown shown, String state) {
    return shown.page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(state));
  }

  /** Whoever may not write learns so, and nothing is sent. */
  private static void looksOnly(Shown reader) throws Exception {
    try (reader) {
      reader.open("#/webhooks?state=dead");
      reader.signIn("a-token-that-may-read");
      reader.button("Send again").click();
      reader.sees("Your token may read, not write");
      assertThat(reader.button("Send again")).hasCount(0);
      assertThat(row(reader, "Dead")).hasCount(1);
      reader.isAccessible();
      reader.hasNoFaults();
    }
  }

  /** The choice of a state. */
  private static Locator states(Shown shown) {
    return shown.page.locator(".filters select");
  }

  private static void sendsAgain(Shown shown, WebhookReceiver receiver) {
    receiver.answering(status(204));
    states(shown).selectOption("dead");
    assertThat(shown.page.locator("tbody tr")).hasCount(1);
    shown.button("Send again").focus();
    shown.page.keyboard().press("Enter");

    shown.sees("Asked for again");
    shown.sees("No delivery is dead.");
    states(shown).selectOption("delivered");
    assertThat(row(shown, "one-dollar")).containsText("answered 204");
  }

  private static void pagesThroughMany(Shown shown) {
    for (int i = 0; i < MANY; i++) {
      spend(100 + i, "agent-" + i);
    }
    states(shown).selectOption("");
    Locator rows = shown.page.locator("tbody tr");
    assertThat(rows).hasCount(100);
    Locator before = shown.button("100 before these");
    before.click();
    assertThat(row(shown, "one-dollar")).hasCount(1);
    assertThat(before).hasCount(0);
    shown.button("Latest").click();
    assertThat(rows).hasCount(100);
  }

  private static void saysWhenItCannotBeRead(Shown shown) {
    shown.page.route("**/v1/webhooks/**", Route::abort);
    shown.sees("These figures are not of now");
    shown.page.reload();
    shown.sees("Spendbreaker does not answer");
    shown.page.unroute("**/v1/webhooks/**");
    shown.button("Try again").click();
    assertThat(shown.page.locator("tbody tr")).hasCount(100);
  }
}
