package dev.spendbreaker.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Self-signed certificates for 127.0.0.1, made by the JDK's keytool. */
public final class KeyStores {
  /** Of every store that is made here. */
  public static final String PASSWORD = "store-password";

  private KeyStores() {}

  /** A PKCS12 store with a key and its certificate. */
  public static Path withKey(Path directory, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    keytool(
        store,
        "-genkeypair",
        "-alias=key",
        "-keyalg=EC",
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
