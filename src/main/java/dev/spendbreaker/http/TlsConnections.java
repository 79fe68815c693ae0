package dev.spendbreaker.http;

import dev.spendbreaker.tls.CertifiedKey;
import dev.spendbreaker.tls.InvalidTlsFileException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 on one port. The files of the certificate are looked at every few seconds, and
 * new connections get what they hold then: certificates are renewed while the server runs. Files
 * that cannot be used, such as a new certificate whose key is not there yet, change nothing.
 */
final class TlsConnections extends AbstractLifeCycle implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsConnections.class);
  private static final long SECONDS_BETWEEN_LOOKS = 2;
  private static final Duration STRICT_TRANSPORT_SECURITY = Duration.ofDays(365);

  private final String port;
  private final Scheduler scheduler;
  private final SslContextFactory.Server contexts = new SslContextFactory.Server();
  private CertifiedKey inUse;
  private String lastProblem = "";

  /**
   * @param port its name
   * @param scheduler that has started whenever this has
   */
  TlsConnections(String port, CertifiedKey key, Scheduler scheduler) {
    this.port = port;
    this.scheduler = scheduler;
    inUse = key;
    contexts.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    contexts.setKeyStorePassword("");
    contexts.setKeyStore(key.keyStore());
  }

  /** Ends TLS; what is in it is HTTP/1.1. */
  SslConnectionFactory factory() {
    return new SslConnectionFactory(contexts, "http/1.1");
  }

  /**
   * Tells browsers to stay with TLS. Which name a client asks for is the origin guard's to judge: a
   * probe asks for an address, which no certificate need name.
   */
  static void secure(HttpConfiguration configuration) {
    SecureRequestCustomizer customizer = new SecureRequestCustomizer(false);
    customizer.setStsMaxAge(STRICT_TRANSPORT_SECURITY.toSeconds());
    configuration.addCustomizer(customizer);
  }

  @Override
  protected void doStart() {
    LOG.info("port '{}': TLS with the certificate of {}", port, inUse);
    lookLater();
  }

  private void lookLater() {
    scheduler.schedule(this, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
  }

  @Override
  public void run() {
    if (!isRunning()) {
      return;
    }
    try {
      use(inUse.readAgain());
      lastProblem = "";
    } catch (InvalidTlsFileException e) {
      warnOnce("the certificate in use stays: " + e.getMessage());
    } catch (Exception e) {
      warnOnce("the certificate could not be replaced: " + e);
    }
    lookLater();
  }

  private void use(CertifiedKey key) throws Exception {
    if (!key.isSameAs(inUse)) {
      contexts.reload(factory -> factory.setKeyStore(key.keyStore()));
      inUse = key;
      LOG.info("port '{}': now the certificate of {}", port, key);
    }
  }

  private void warnOnce(String problem) {
    if (!problem.equals(lastProblem)) {
      LOG.warn("port '{}': {}", port, problem);
      lastProblem = problem;
    }
  }
}
