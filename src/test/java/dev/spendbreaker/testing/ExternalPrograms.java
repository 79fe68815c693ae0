package dev.spendbreaker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs that are not part of this project, for tests that need the real ones: found on this
 * machine, or fetched into {@code target}. A test whose program cannot be had fails and says what
 * to install; it is never skipped.
 */
public final class ExternalPrograms {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final String NODE_HINT = "install Node.js 22 or newer, which brings npm";

  private ExternalPrograms() {}

  /** nginx: that of the machine, else the one of Debian's package, unpacked. */
  public static synchronized Path nginx() {
    return onPath("nginx").orElseGet(() -> ofDebian("nginx", "usr/sbin/nginx"));
  }

  /** Node.js. */
  static Path node() {
    return onPath("node").orElseThrow(() -> missing("node", NODE_HINT, ""));
  }

  /** The npm of Node.js. */
  static Path npm() {
    return onPath("npm").orElseThrow(() -> missing("npm", NODE_HINT, ""));
  }

  private static Path ofDebian(String packageName, String program) {
    Path folder = TARGET.resolve("debian").resolve(packageName);
    Path unpacked = folder.resolve("root").resolve(program);
    if (!Files.isExecutable(unpacked)) {
      String hint = "install " + packageName + " (on Debian: apt-get install " + packageName + ")";
      try {
        Files.createDirectories(folder);
        run(folder, hint, List.of("apt-get", "download", packageName));
        run(folder, hint, List.of("dpkg", "-x", archive(folder).toString(), "root"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return unpacked;
  }

  private static Path archive(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
    }
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Arrays.stream(path.split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a program to its end; {@code hint} says what to do where that is a bad one. */
  static void run(Path directory, String hint, List<String> command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw missing(String.join(" ", command), hint, printed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static AssertionError missing(String what, String hint, String printed) {
    return new AssertionError(
        "this test cannot run without " + what + ": " + hint + "\n" + printed);
  }
}
