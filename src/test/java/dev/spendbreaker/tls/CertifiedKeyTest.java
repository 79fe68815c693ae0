package dev.spendbreaker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.testing.KeyStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertifiedKeyTest {
  @TempDir static Path directory;

  private static Path certificate;
  private static Path key;
  private static Path otherCertificate;
  private static Path otherKey;
  private static Path rsaCertificate;
  private static Path rsaKey;

  @BeforeAll
  static void make() throws Exception {
    Path store = KeyStores.withKey(directory, "one");
    certificate = KeyStores.certificate(store);
    key = KeyStores.key(store);
    Path other = KeyStores.withKey(directory, "other");
    otherCertificate = KeyStores.certificate(other);
    otherKey = KeyStores.key(other);
    Path rsa = KeyStores.withKey(directory, "rsa", "RSA");
    rsaCertificate = KeyStores.certificate(rsa);
    rsaKey = KeyStores.key(rsa);
  }

  @Test
  void shouldReadAKeyWithItsCertificate() throws Exception {
    CertifiedKey read = CertifiedKey.read(certificate, key);

    KeyStore store = read.keyStore();
    assertThat(store.getKey("key", new char[0]).getAlgorithm()).isEqualTo("EC");
    assertThat(read.toString()).startsWith("CN=127.0.0.1, valid until 20");
    assertThat(CertifiedKey.read(rsaCertificate, rsaKey).isSameAs(read)).isFalse();
    assertThat(read.readAgain().isSameAs(read)).isTrue();
  }

  @Test
  void shouldReadAllOfOneFileAndLeaveExplanationsOut() throws Exception {
    Path all = directory.resolve("all.pem");
    Files.writeString(
        all,
        "what vouches - for whom\n"
            + Files.readString(key)
            + Files.readString(certificate)
            + Files.readString(otherCertificate).replace("\n", "\r\n"));

    KeyStore store = CertifiedKey.read(all, all).keyStore();

    assertThat(store.getCertificateChain("key")).hasSize(2);
    assertThat(((X509Certificate) store.getCertificate("key")).getPublicKey().getAlgorithm())
        .isEqualTo("EC");
  }

  @Test
  void shouldTellWhichFileIsMissing() {
    Path missing = directory.resolve("missing.pem");

    assertRefused(() -> CertifiedKey.read(missing, key), "there is no file " + missing);
    assertRefused(() -> CertifiedKey.read(certificate, missing), "there is no file " + missing);
    assertRefused(
        () -> CertifiedKey.read(directory, key),
        directory + " cannot be read: java.io.IOException");
  }

  @Test
  void shouldTellWhatAFileLacks() {
    assertRefused(() -> CertifiedKey.read(key, key), "there is no certificate in " + key);
    assertRefused(
        () -> CertifiedKey.read(certificate, certificate),
        "there must be one private key in " + certificate + ", and there are 0");
  }

  @Test
  void shouldTellThatTheKeyIsAnothers() {
    String mismatch = "the key in %s is not the EC key that the first certificate in %s is for";

    assertRefused(
        () -> CertifiedKey.read(certificate, otherKey), mismatch.formatted(otherKey, certificate));
    assertRefused(
        () -> CertifiedKey.read(certificate, rsaKey), mismatch.formatted(rsaKey, certificate));
  }

  @Test
  void shouldTellHowToConvertAKey() throws Exception {
    Path older = directory.resolve("older.pem");
    Files.writeString(older, Files.readString(key).replace("PRIVATE KEY", "EC PRIVATE KEY"));

    assertRefused(
        () -> CertifiedKey.read(certificate, older),
        "'openssl pkcs8 -topk8 -nocrypt -in %s' writes it".formatted(older));
  }

  @Test
  void shouldNotShowPartsOfABrokenKey() throws Exception {
    Path broken = directory.resolve("broken.pem");
    Files.writeString(
        broken, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0=secret\n-----END PRIVATE KEY-----\n");

    assertThatThrownBy(() -> CertifiedKey.read(certificate, broken))
        .isInstanceOf(InvalidTlsFileException.class)
        .hasMessage("the PRIVATE KEY in " + broken + " is no Base64")
        .hasNoCause();
  }

  @Test
  void shouldTellThatACertificateIsBroken() throws Exception {
    Path broken = directory.resolve("broken-certificate.pem");
    Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    assertRefused(
        () -> CertifiedKey.read(broken, key), "a certificate in " + broken + " is broken");
    assertRefused(
        () -> TrustedCertificates.context(broken), "a certificate in " + broken + " is broken");
  }

  private static void assertRefused(ThrowingCallable reading, String why) {
    assertThatThrownBy(reading)
        .isInstanceOf(InvalidTlsFileException.class)
        .hasMessageContaining(why);
  }
}
