package dev.spendbreaker.webhook;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static dev.spendbreaker.testing.WebhookReceiver.endless;
import static dev.spendbreaker.testing.WebhookReceiver.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.budget.Webhook.Format;
import dev.spendbreaker.document.DeliveryStatus.Told;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.WebhookReceiver;
import dev.spendbreaker.testing.WebhookReceiver.Received;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sender against real servers on loopback. */
class HttpSenderTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final List<String> LOOPBACK = List.of("127.0.0.1");
  private static final Decision DECISION =
      decision(Scope.task("research-agent", "run/42"), Action.KILL).sequence(7).build();

  @TempDir Path directory;

  private final WebhookReceiver receiver = new WebhookReceiver();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(receiver));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void shouldSendTheDecisionSignedAsTheLibraryVerifies() throws Exception {
    HttpSender sender = sender(LOOPBACK, Map.of("HOOK", " " + SECRET + "\n"));

    Outcome outcome = send(sender, webhook(receiver.url("/hook?a=1"), "env:HOOK"));

    assertThat(outcome.isDelivered()).isTrue();
    assertThat(outcome.endpoint()).isEqualTo("http://127.0.0.1:" + receiver.port());
    Received request = only();
    assertThat(request.target()).isEqualTo("/hook?a=1");
    assertThat(request.header("content-type")).isEqualTo("application/json");
    assertThat(request.header("webhook-id")).isEqualTo(DECISION.decisionId());
    assertThat(request.body()).contains("\"decisionId\":\"" + DECISION.decisionId() + "\"");
    assertThatCode(() -> verify(SECRET, request)).doesNotThrowAnyException();
    assertThatThrownBy(() -> verify(OLD_SECRET, request))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void shouldSignWithEverySecretOfAFileWhileOneIsReplaced() throws Exception {
    Path file = Files.writeString(directory.resolve("secrets"), SECRET + "\n" + OLD_SECRET + "\n");

    send(sender(LOOPBACK, Map.of()), webhook(receiver.url("/"), "file:" + file));

    assertThatCode(() -> verify(SECRET, only())).doesNotThrowAnyException();
    assertThatCode(() -> verify(OLD_SECRET, only())).doesNotThrowAnyException();
  }

  private static void verify(String secret, Received request) throws WebhookVerificationException {
    new com.standardwebhooks.Webhook(secret).verify(request.body(), request.headers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_***", "MfKQ9r8GKYqrTw"})
  void shouldNotSendWhereTheSecretIsNoneAndNotShowIt(String secret) throws Exception {
    HttpSender sender = sender(LOOPBACK, Map.of("HOOK", secret));

    Outcome outcome = send(sender, webhook(receiver.url("/"), "env:HOOK"));

    assertThat(outcome.isDelivered()).isFalse();
    assertThat(outcome.error())
        .satisfiesAnyOf(
            error -> assertThat(error).contains("env:HOOK is empty or not set"),
            error -> assertThat(error).contains("'whsec_' and 24 to 64 bytes"));
    assertThat(secret.isEmpty() || !String.valueOf(outcome.error()).contains(secret + " "))
        .isTrue();
    assertThat(receiver.received).isEmpty();
  }

  @Test
  void shouldReadTheUrlThatAReferenceNames() throws Exception {
    HttpSender sender =
        sender(LOOPBACK, Map.of("SLACK", receiver.url("/services/T0/B0/x"), "BAD", "no url"));

    Outcome good = send(sender, new Webhook("env:SLACK", null, Format.SLACK));
    Outcome bad = send(sender, new Webhook("env:BAD", null, Format.SLACK));

    assertThat(good.isDelivered()).isTrue();
    assertThat(good.endpoint()).as("the path is the secret").doesNotContain("services");
    assertThat(only().body()).startsWith("{\"text\":\":octagonal_sign: *kill*");
    assertThat(bad.error()).isEqualTo("what env:BAD names is no URL");
  }

  @Test
  void shouldSendARoutingKeyToPagerDutyAndListedHostsOnly() throws Exception {
    Webhook webhook = new Webhook(receiver.url("/v2/enqueue"), "env:KEY", Format.PAGERDUTY);

    Outcome elsewhere = send(sender(List.of("127.0.0.0/8"), Map.of("KEY", "R0UT1NG")), webhook);
    assertThat(elsewhere.error()).contains("a routing key is sent to", "events.pagerduty.com");
    assertThat(receiver.received).isEmpty();

    assertThat(send(sender(LOOPBACK, Map.of("KEY", "R0UT1NG")), webhook).isDelivered()).isTrue();
    assertThat(only().body()).contains("\"routing_key\":\"R0UT1NG\"");
    assertThat(only().header("webhook-signature")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/",
        "http://localhost:%d/",
        "http://[::1]:%d/",
        "http://[::ffff:127.0.0.1]:%d/",
        "http://2130706433:%d/",
        "http://0.0.0.0:%d/",
        "http://169.254.169.254:%d/latest/meta-data",
        "http://[fd00:ec2::254]:%d/",
        "http://10.0.0.1:%d/",
        "http://[64:ff9b::7f00:1]:%d/"
      })
  void shouldNotCallWhatIsNotOfTheInternet(String url) throws Exception {
    Outcome outcome = send(sender(List.of(), Map.of()), url.formatted(receiver.port()));

    assertThat(outcome.error()).contains("must not be called");
    assertThat(receiver.received).isEmpty();
  }

  @Test
  void shouldNotCallPlainHttpUnlessThatIsAllowed() throws Exception {
    HttpSender sender =
        keep(
            new HttpSender(
                new SenderOptions(LOOPBACK, false, null, TIMEOUT),
                Map.of(),
                InstantSource.system()));

    assertThat(send(sender, receiver.url("/")).error()).contains("not https");
    assertThat(receiver.received).isEmpty();
  }

  @Test
  void shouldConnectToTheAddressThatWasCheckedWhateverTheNameStandsForByThen() throws Exception {
    List<String> lookups = new ArrayList<>();
    HttpSender sender =
        sender(
            List.of("127.0.0.1"),
            Map.of(),
            host -> {
              lookups.add(host);
              return addresses(lookups.size() == 1 ? "127.0.0.1" : "169.254.169.254");
            });

    Outcome first = send(sender, "http://rebind.test:" + receiver.port() + "/");

    assertThat(first.isDelivered()).isTrue();
    assertThat(lookups).as("one for the check and the connection").containsExactly("rebind.test");
    assertThat(only().header("host")).isEqualTo("rebind.test:" + receiver.port());
  }

  @Test
  void shouldLookANameUpOnceForAllThatWaitForItAndServeOthersMeanwhile() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    CountDownLatch nameServerAnswers = new CountDownLatch(1);
    HttpSender sender =
        sender(
            LOOPBACK,
            Map.of(),
            host -> {
              if (host.equals("slow.test")) {
                lookups.incrementAndGet();
                awaitQuietly(nameServerAnswers);
              }
              return addresses("127.0.0.1");
            });
    List<CompletableFuture<Outcome>> slow = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String url = "http://slow.test:" + receiver.port() + "/slow";
      slow.add(begin(sender, new Webhook(url, null, Format.PLAIN)));
    }

    assertThat(send(sender, "http://fast.test:" + receiver.port() + "/").isDelivered()).isTrue();
    assertThat(slow).noneMatch(CompletableFuture::isDone);
    assertThat(lookups).hasValue(1);
    nameServerAnswers.countDown();

    for (CompletableFuture<Outcome> each : slow) {
      assertThat(each.get(30, TimeUnit.SECONDS).isDelivered()).isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldLeaveOutTheAddressesOfANameThatMustNotBeCalled() throws Exception {
    HttpSender sender =
        sender(LOOPBACK, Map.of(), host -> addresses("10.0.0.1", "169.254.169.254", "127.0.0.1"));

    assertThat(send(sender, "http://mixed.test:" + receiver.port() + "/").isDelivered()).isTrue();
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void shouldFollowNoRedirect(int redirect) throws Exception {
    try (WebhookReceiver other = new WebhookReceiver()) {
      receiver.answering(status(redirect, "location", other.url("/")));
      Outcome here = send(sender(LOOPBACK, Map.of()), receiver.url("/"));
      receiver.answering(status(redirect, "location", "http://169.254.169.254/latest/meta-data"));
      Outcome metadata = send(sender(LOOPBACK, Map.of()), receiver.url("/"));

      assertThat(here.error()).isEqualTo("answered " + redirect + ": redirects are not followed");
      assertThat(metadata.status()).isEqualTo(redirect);
      assertThat(other.received).isEmpty();
    }
  }

  @Test
  void shouldGiveUpOnAnEndpointThatHangsAndServeAnotherMeanwhile() throws Exception {
    try (WebhookReceiver slow = new WebhookReceiver()) {
      slow.answering(slow.hang());
      HttpSender sender =
          keep(
              new HttpSender(
                  new SenderOptions(LOOPBACK, true, null, Duration.ofSeconds(4)),
                  Map.of(),
                  InstantSource.system()));
      List<CompletableFuture<Outcome>> hanging = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        hanging.add(begin(sender, new Webhook(slow.url("/"), null, Format.PLAIN)));
      }

      assertThat(send(sender, receiver.url("/")).isDelivered()).isTrue();
      assertThat(hanging).noneMatch(CompletableFuture::isDone);
      for (CompletableFuture<Outcome> each : hanging) {
        assertThat(each.get(30, TimeUnit.SECONDS).error()).isEqualTo("no answer within 4 s");
      }
    }
  }

  @Test
  void shouldTakeAnEndlessAnswerForWhatItsStatusSays() throws Exception {
    receiver.answering(endless());
    HttpSender sender =
        keep(
            new HttpSender(
                new SenderOptions(LOOPBACK, true, null, Duration.ofSeconds(60)),
                Map.of(),
                InstantSource.system()));

    assertThat(send(sender, receiver.url("/")).isDelivered()).isTrue();
  }

  @Test
  void shouldTellWhatTheAnswerSays() throws Exception {
    HttpSender sender = sender(LOOPBACK, Map.of());

    receiver.answering(status(429, "retry-after", "120"));
    assertThat(send(sender, receiver.url("/")))
        .isEqualTo(
            new Outcome(429, "answered 429", 120_000L, "http://127.0.0.1:" + receiver.port()));
    receiver.answering(status(410));
    assertThat(send(sender, receiver.url("/")).isGone()).isTrue();
    receiver.answering(status(500));
    assertThat(send(sender, receiver.url("/")).error()).isEqualTo("answered 500");
    assertThat(send(sender, "http://127.0.0.1:" + Free.port() + "/").error())
        .isEqualTo("the connection was refused");
  }

  @Test
  void shouldSendThroughAProxyThatLooksNamesUp() throws Exception {
    HttpSender sender =
        keep(
            new HttpSender(
                new SenderOptions(List.of(), true, URI.create(receiver.url("")), TIMEOUT),
                Map.of(),
                InstantSource.system()));

    assertThat(send(sender, "http://hooks.example.com/x").isDelivered()).isTrue();
    assertThat(only().target()).isEqualTo("http://hooks.example.com/x");
    assertThat(send(sender, "http://169.254.169.254/x").error()).contains("must not be called");
  }

  @Test
  void shouldCheckTheHostNameOfTheCertificate() throws Exception {
    Path keys = certificate("hooks.test");
    try (WebhookReceiver https = new WebhookReceiver(httpsServer(keys))) {
      HttpSender sender = trusting(keys);

      Outcome right = send(sender, "https://hooks.test:" + https.port() + "/");
      Outcome wrong = send(sender, "https://other.test:" + https.port() + "/");

      assertThat(right.error()).isNull();
      assertThat(wrong.error()).startsWith("TLS failed: ").contains("other.test");
      assertThat(https.received).hasSize(1);
    }
  }

  /** The JVM's trust is read when the client starts. */
  private HttpSender trusting(Path keys) {
    System.setProperty("javax.net.ssl.trustStore", keys.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    try {
      return keep(
          new HttpSender(
              new SenderOptions(LOOPBACK, false, null, Duration.ofSeconds(10)),
              Map.of(),
              InstantSource.system(),
              host -> addresses("127.0.0.1")));
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
    }
  }

  private Path certificate(String host) throws Exception {
    Path keys = directory.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12",
                "-alias",
                "hook",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host)
            .redirectErrorStream(true)
            .start();
    assertThat(process.waitFor()).as("%s", process.getInputStream()).isZero();
    return keys;
  }

  private static HttpsServer httpsServer(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private HttpSender sender(List<String> allowed, Map<String, String> environment) {
    return sender(allowed, environment, InetAddress::getAllByName);
  }

  private HttpSender sender(
      List<String> allowed, Map<String, String> environment, GuardedResolver.Lookup lookup) {
    SenderOptions options = new SenderOptions(allowed, true, null, TIMEOUT);
    return keep(new HttpSender(options, environment, InstantSource.system(), lookup));
  }

  private HttpSender keep(HttpSender sender) {
    open.add(sender);
    return sender;
  }

  private static Webhook webhook(String url, @Nullable String secret) {
    return new Webhook(url, secret, Format.PLAIN);
  }

  private static Outcome send(HttpSender sender, String url) throws Exception {
    return send(sender, webhook(url, null));
  }

  private static Outcome send(HttpSender sender, Webhook webhook) throws Exception {
    return begin(sender, webhook).get(30, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Outcome> begin(HttpSender sender, Webhook webhook) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Sender.Flight unused =
        sender.send(
            new Notification(DECISION.decisionId(), "p1", Told.DECISION, webhook, DECISION, null),
            outcome::complete);
    return outcome;
  }

  private Received only() {
    assertThat(receiver.received).hasSize(1);
    return receiver.received.get(0);
  }
}
