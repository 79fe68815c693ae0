package dev.spendbreaker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    return onPath("nginx").orElseGet(() -> ofDebian("usr/sbin/nginx", "nginx"));
  }

  /** Chromium: that of the machine, else the one of Debian's package, unpacked. */
  public static synchronized Path chromium() {
    return onPath("chromium")
        .or(() -> onPath("google-chrome"))
        .orElseGet(() -> ofDebian("usr/lib/chromium/chromium", "chromium", "fonts-inter"));
  }

  /** Node.js. */
  static Path node() {
    return onPath("node").orElseThrow(() -> missing("node", NODE_HINT, ""));
  }

  /** The npm of Node.js. */
  static Path npm() {
    return onPath("npm").orElseThrow(() -> missing("npm", NODE_HINT, ""));
  }

  /**
   * Prometheus or its promtool: that of the machine, else the one of Debian's package, unpacked.
   */
  public static synchronized Path prometheus(String program) {
    return onPath(program).orElseGet(() -> ofDebian("usr/bin/" + program, "prometheus"));
  }

  /**
   * The environment in which a program of Debian that was unpacked finds its libraries and fonts;
   * empty for one of the machine.
   */
  public static Map<String, String> environment(Path program) {
    String path = program.toString();
    if (!program.startsWith(TARGET)) {
      return Map.of();
    }
    String root = path.substring(0, path.indexOf("/root/usr/")) + "/root/usr/";
    String libraries = root + "lib/x86_64-linux-gnu";
    return Map.of(
        "LD_LIBRARY_PATH", libraries + ":" + libraries + "/pulseaudio",
        "XDG_DATA_HOME", root + "share");
  }

  /**
   * Unpacks packages with what they need and this machine lacks.
   *
   * @param program where it is in the first of the packages
   */
  private static Path ofDebian(String program, String... packages) {
    Path folder = TARGET.resolve("debian").resolve(packages[0]);
    Path unpacked = folder.resolve("root").resolve(program);
    if (!Files.isExecutable(unpacked)) {
      try {
        Files.createDirectories(folder);
        unpack(folder, packages);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return unpacked;
  }

  private static void unpack(Path folder, String... packages) throws IOException {
    String names = String.join(" ", packages);
    String hint = "install " + names + " (on Debian: apt-get install " + names + ")";
    List<String> simulate = command("apt-get", "-s", "--no-install-recommends", "install");
    simulate.addAll(List.of(packages));
    List<String> download = command("apt-get", "download");
    run(folder, hint, simulate)
        .lines()
        .filter(line -> line.startsWith("Inst "))
        .map(line -> line.split(" ", 3)[1])
        .forEach(download::add);
    run(folder, hint, download);
    for (Path archive : archives(folder)) {
      run(folder, hint, command("dpkg", "-x", archive.toString(), "root"));
    }
  }

  private static List<String> command(String... words) {
    return new ArrayList<>(List.of(words));
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".deb")).toList();
    }
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Arrays.stream(path.split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a program to its end and returns what it printed; {@code hint} says what to do where that
   * is a bad one.
   */
  static String run(Path directory, String hint, List<String> command) throws IOException {
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
      return printed;
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
