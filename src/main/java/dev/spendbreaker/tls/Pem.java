package dev.spendbreaker.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of blocks between {@code -----BEGIN …-----} and {@code -----END …-----} (RFC 7468); what
 * stands between blocks is explanation.
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private final Path file;
  private final List<Block> blocks = new ArrayList<>();

  private record Block(String label, String content) {}

  private Pem(Path file, String text) {
    this.file = file;
    Matcher found = BLOCK.matcher(text);
    while (found.find()) {
      blocks.add(new Block(found.group(1), found.group(2)));
    }
  }

  static Pem read(Path file) throws InvalidTlsFileException {
    try {
      return new Pem(file, Files.readString(file, ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw new InvalidTlsFileException("there is no file " + file, e);
    } catch (IOException e) {
      throw new InvalidTlsFileException(file + " cannot be read: " + e, e);
    }
  }

  /** Its certificates, one at least, in the order of the file. */
  List<X509Certificate> certificates() throws InvalidTlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label.equals(CERTIFICATE)) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new InvalidTlsFileException(
          "there is no certificate in " + file + ": it must hold -----BEGIN CERTIFICATE-----",
          null);
    }
    return certificates;
  }

  private X509Certificate certificate(Block block) throws InvalidTlsFileException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes(block)));
    } catch (CertificateException e) {
      throw new InvalidTlsFileException(
          "a certificate in " + file + " is broken: " + e.getMessage(), e);
    }
  }

  /** Its one private key, as PKCS #8 encodes it. */
  byte[] privateKey() throws InvalidTlsFileException {
    List<Block> keys = blocks.stream().filter(block -> block.label.endsWith(KEY)).toList();
    if (keys.size() != 1) {
      throw new InvalidTlsFileException(
          "there must be one private key in " + file + ", and there are " + keys.size(), null);
    }
    if (!keys.get(0).label.equals(KEY)) {
      throw new InvalidTlsFileException(
          "the key in %s is in another form (%s): 'openssl pkcs8 -topk8 -nocrypt -in %s' writes it as one that is taken, -----BEGIN PRIVATE KEY-----"
              .formatted(file, keys.get(0).label, file),
          null);
    }
    return bytes(keys.get(0));
  }

  private byte[] bytes(Block block) throws InvalidTlsFileException {
    try {
      return Base64.getMimeDecoder().decode(block.content);
    } catch (IllegalArgumentException e) {
      // Its message would tell a part of the key.
      throw new InvalidTlsFileException(
          "the " + block.label + " in " + file + " is no Base64", null);
    }
  }
}
