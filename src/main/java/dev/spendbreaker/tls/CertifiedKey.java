package dev.spendbreaker.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key with the certificate of its public half and those that vouch for it, read from two
 * PEM files. Never shows the key.
 */
public final class CertifiedKey {
  private static final String ALIAS = "key";
  private static final byte[] PROBE = "signed by one half, verified by the other".getBytes(UTF_8);

  private final Path certificateFile;
  private final Path keyFile;
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private CertifiedKey(
      Path certificateFile, Path keyFile, List<X509Certificate> chain, PrivateKey key) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads a key and its certificate.
   *
   * @param certificate the server's first, then those of the authorities between it and the root
   * @param key RSA, elliptic curve or Ed25519, as PKCS #8 without a password; may be the same file
   * @throws InvalidTlsFileException where a file is missing or broken, or the key another's
   */
  public static CertifiedKey read(Path certificate, Path key) throws InvalidTlsFileException {
    List<X509Certificate> chain = Pem.read(certificate).certificates();
    byte[] encoded = Pem.read(key).privateKey();
    PublicKey publicKey = chain.get(0).getPublicKey();
    try {
      PrivateKey privateKey =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (belongTogether(privateKey, publicKey)) {
        return new CertifiedKey(certificate, key, chain, privateKey);
      }
    } catch (GeneralSecurityException e) {
      throw mismatch(certificate, key, publicKey, e);
    }
    throw mismatch(certificate, key, publicKey, null);
  }

  private static InvalidTlsFileException mismatch(
      Path certificate, Path key, PublicKey publicKey, @Nullable Exception cause) {
    return new InvalidTlsFileException(
        "the key in %s is not the %s key that the first certificate in %s is for"
            .formatted(key, publicKey.getAlgorithm(), certificate),
        cause);
  }

  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(signature(publicKey.getAlgorithm()));
    signature.initSign(privateKey);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static String signature(String algorithm) {
    return algorithm.equals("EdDSA")
        ? algorithm
        : "SHA256with" + (algorithm.equals("EC") ? "ECDSA" : algorithm);
  }

  /** What its files hold now. */
  public CertifiedKey readAgain() throws InvalidTlsFileException {
    return read(certificateFile, keyFile);
  }

  /** Whether another has the same key and the same certificates. */
  public boolean isSameAs(CertifiedKey other) {
    return chain.equals(other.chain) && key.equals(other.key);
  }

  /** A key store in memory that holds it, under an empty password. */
  public KeyStore keyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, key, new char[0], chain.toArray(new X509Certificate[0]));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK cannot keep a key in memory", e);
    }
  }

  /** When its certificate, or the first of those that vouch for it, ends to be valid. */
  public Instant validUntil() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Whose certificate it is, and until when. */
  @Override
  public String toString() {
    return chain.get(0).getSubjectX500Principal().getName() + ", valid until " + validUntil();
  }
}
