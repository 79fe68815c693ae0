package dev.spendbreaker.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Self-signed certificates for 127.0.0.1, made by the JDK's keytool. */
public final class KeyStores {
  /** Of every store that is made here. */
  public static final String PASSWORD = "store-password";

  private KeyStores() {}

  /** A PKCS12 store with a key and its certificate. */
  public static Path withKey(Path directory, String name) throws Exception {
    return withKey(directory, name, "EC");
  }

  /** A PKCS12 store with a key of an algorithm, {@code EC} or {@code RSA}, and its certificate. */
  public static Path withKey(Path directory, String name, String algorithm) throws Exception {
    Path store = directory.resolve(name + ".p12");
    keytool(
        store,
        "-genkeypair",
        "-alias=key",
        "-keyalg=" + algorithm,
        "-dname=CN=127.0.0.1",
        "-ext=SAN=ip:127.0.0.1",
        "-validity=30");
    return store;
  }

  /** The certificate of a store, as PEM. */
  public static Path certificate(Path store) throws Exception {
    Path certificate = store.resolveSibling(store.getFileName() + ".pem");
    keytool(store, "-exportcert", "-rfc", "-alias=key", "-file=" + certificate);
    return certificate;
  }

  /** The key of a store, as PEM (PKCS #8). */
  public static Path key(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    byte[] encoded = keys.getKey("key", PASSWORD.toCharArray()).getEncoded();
    Path key = store.resolveSibling(store.getFileName() + ".key.pem");
    return Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)));
  }

  private static void keytool(Path store, String command, String... options) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.add(command);
    line.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    for (String option : options) {
      line.addAll(Arrays.asList(option.split("=", 2)));
    }
    Path output = store.resolveSibling(store.getFileName() + ".log");
    try (ChildProcess process = ChildProcess.start(output, Path.of("."), line)) {
      if (process.awaitExit(60) != 0) {
        throw new AssertionError(process.output());
      }
    }
  }
}
