package dev.spendbreaker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KeyStores;
import dev.spendbreaker.tls.CertifiedKey;
import dev.spendbreaker.tls.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port with TLS, as clients of the JDK see it. */
class TlsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final List<Route> ROUTES =
      List.of(
          new Route(
              "GET",
              "/hello",
              Access.OPEN,
              call -> Answer.of(200, "text/plain", new byte[0]).now()),
          new Route(
              "POST",
              "/change",
              Access.OPEN,
              call -> Answer.of(200, "text/plain", new byte[0]).now()));

  @TempDir static Path keys;
  @TempDir Path directory;

  private static Path first;
  private static Path second;
  private Path certificate;
  private Path key;
  private RoutesServer server;

  @BeforeAll
  static void make() throws Exception {
    first = KeyStores.withKey(keys, "first");
    second = KeyStores.withKey(keys, "second");
  }

  @BeforeEach
  void start() throws Exception {
    certificate = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
    install(KeyStores.certificate(first), certificate);
    install(KeyStores.key(first), key);
    server =
        RoutesServer.start(
            BoundPort.bind("http", "127.0.0.1", 0, CertifiedKey.read(certificate, key)),
            ROUTES,
            AccessControl.NONE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** As one rename, so that no half of a file is ever there. */
  private static void install(Path from, Path to) throws IOException {
    Path whole = Files.copy(from, to.resolveSibling("new"));
    Files.move(whole, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void shouldAnswerOverTlsAndTellBrowsersToStayWithIt() throws Exception {
    HttpResponse<String> answer = get(trusting(first), "https://127.0.0.1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("strict-transport-security"))
        .hasValue("max-age=31536000");
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void shouldTellNothingOfTlsWithoutIt() throws Exception {
    try (RoutesServer clear = RoutesServer.start(ROUTES)) {
      HttpResponse<String> answer =
          send(HttpClient.newHttpClient(), request("http://127.0.0.1", clear.port(), "/hello"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("strict-transport-security")).isEmpty();
    }
  }

  @Test
  void shouldSpeakTls12() throws Exception {
    HttpResponse<String> answer = get(withProtocols("TLSv1.2"), "https://127.0.0.1");

    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.2");
  }

  /** The JDK's client does not speak them either: so what the server would accept is asked. */
  @Test
  void shouldSpeakNothingOlder() throws Exception {
    TlsConnections tls =
        new TlsConnections(
            "http", CertifiedKey.read(certificate, key), new ScheduledExecutorScheduler());
    SslContextFactory contexts = tls.factory().getSslContextFactory();
    contexts.start();

    assertThat(contexts.newSSLEngine().getEnabledProtocols()).containsOnly("TLSv1.3", "TLSv1.2");
    contexts.stop();
  }

  @Test
  void shouldNotBeBelievedByWhoDoesNotTrustItsCertificate() throws Exception {
    HttpClient other = trusting(second);

    assertThatThrownBy(() -> get(other, "https://127.0.0.1"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("PKIX");
  }

  @Test
  void shouldNotBeBelievedUnderANameThatItsCertificateDoesNotHave() throws Exception {
    HttpClient client = trusting(first);

    assertThatThrownBy(() -> get(client, "https://localhost"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("localhost");
  }

  @Test
  void shouldNotAnswerInTheClear() {
    assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "http://127.0.0.1"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void shouldLetPagesOfItsOwnOriginAloneChangeThings(String scheme) throws Exception {
    HttpRequest.Builder change =
        request("https://127.0.0.1", server.port(), "/change")
            .header("origin", scheme + "://127.0.0.1:" + server.port())
            .POST(HttpRequest.BodyPublishers.noBody());

    assertThat(send(trusting(first), change).statusCode())
        .isEqualTo(scheme.equals("https") ? 200 : 403);
  }

  @Test
  void shouldUseTheCertificateThatItsFilesHoldLater() throws Exception {
    install(KeyStores.key(second), key);
    install(KeyStores.certificate(second), certificate);

    Eventually.holds(
        TIMEOUT,
        () -> assertThat(get(trusting(second), "https://127.0.0.1").statusCode()).isEqualTo(200));
  }

  @Test
  void shouldKeepItsCertificateWhileTheFilesCannotBeUsed() throws Exception {
    Scheduler scheduler = new ScheduledExecutorScheduler();
    scheduler.start();
    TlsConnections tls = new TlsConnections("http", CertifiedKey.read(certificate, key), scheduler);
    SslContextFactory contexts = tls.factory().getSslContextFactory();
    contexts.start();
    tls.start();

    install(KeyStores.key(second), key); // not that of the certificate
    tls.run();
    assertThat(serial(contexts)).isEqualTo(serial(KeyStores.certificate(first)));
    Files.delete(certificate);
    tls.run();
    assertThat(serial(contexts)).isEqualTo(serial(KeyStores.certificate(first)));
    install(KeyStores.certificate(second), certificate);
    tls.run();
    assertThat(serial(contexts)).isEqualTo(serial(KeyStores.certificate(second)));

    tls.stop();
    contexts.stop();
    scheduler.stop();
  }

  private static Object serial(SslContextFactory contexts) throws Exception {
    return ((X509Certificate) contexts.getKeyStore().getCertificate("key")).getSerialNumber();
  }

  private static Object serial(Path certificate) throws Exception {
    try (InputStream in = Files.newInputStream(certificate)) {
      return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
          .getSerialNumber();
    }
  }

  private static HttpClient trusting(Path store) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(TrustedCertificates.context(KeyStores.certificate(store)))
        .build();
  }

  private static HttpClient withProtocols(String... protocols) throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(protocols);
    return HttpClient.newBuilder()
        .sslContext(TrustedCertificates.context(KeyStores.certificate(first)))
        .sslParameters(parameters)
        .build();
  }

  private HttpResponse<String> get(HttpClient client, String host) throws Exception {
    return send(client, request(host, server.port(), "/hello"));
  }

  private static HttpRequest.Builder request(String host, int port, String path) {
    return HttpRequest.newBuilder(URI.create(host + ":" + port + path)).timeout(TIMEOUT);
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
