package dev.spendbreaker.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose servers a client believes. */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * The connections of a client.
   *
   * @param file PEM, the certificates of authorities, or of servers themselves; null for the
   *     authorities that the JVM trusts
   */
  public static SSLContext context(@Nullable Path file) throws InvalidTlsFileException {
    try {
      return file == null ? SSLContext.getDefault() : trusting(keyStore(file));
    } catch (GeneralSecurityException | IOException e) {
      throw new InvalidTlsFileException("the JDK cannot trust " + file + ": " + e, e);
    }
  }

  private static KeyStore keyStore(Path file)
      throws InvalidTlsFileException, GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate certificate : Pem.read(file).certificates()) {
      store.setCertificateEntry("trusted-" + number++, certificate);
    }
    return store;
  }

  private static SSLContext trusting(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
