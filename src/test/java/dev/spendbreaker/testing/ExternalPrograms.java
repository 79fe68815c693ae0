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
import java.util.stream.Collectors;
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
    return onPath("nginx").orElseGet(() -> ofDebian("nginx").resolve("usr/sbin/nginx"));
  }

  /** The command kcat: that of the machine, else the one of Debian's package, unpacked. */
  public static synchronized List<String> kcat() {
    return onPath("kcat").map(path -> List.of(path.toString())).orElseGet(() -> kcatOfDebian());
  }

  private static List<String> kcatOfDebian() {
    Path root = ofDebian("kcat", "librdkafka1", "libyajl2", "liblz4-1", "libsasl2-2", "libzstd1");
    try (Stream<Path> libraries = Files.list(root.resolve("usr/lib"))) {
      String path = libraries.map(Path::toString).collect(Collectors.joining(":"));
      return List.of("env", "LD_LIBRARY_PATH=" + path, root.resolve("usr/bin/kcat").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Chromium: that of the machine, else the one of Debian's package, unpacked. */
  public static synchronized Path chromium() {
    return onPath("chromium")
        .or(() -> onPath("google-chrome"))
        .orElseGet(() -> ofDebian("chromium", "fonts-inter").resolve("usr/lib/chromium/chromium"));
  }

  /**
   * Prometheus or its promtool: that of the machine, else the one of Debian's package, unpacked.
   */
  public static synchronized Path prometheus(String program) {
    return onPath(program).orElseGet(() -> ofDebian("prometheus").resolve("usr/bin/" + program));
  }

  /**
   * The environment in which a program of Debian that was unpacked finds its libraries and fonts;
   * empty for one of the machine.
   */
  public static Map<String, String> environment(Path program) {
    if (!program.startsWith(TARGET)) {
      return Map.of();
    }
    String path = program.toString();
    String usr = path.substring(0, path.indexOf("/usr/")) + "/usr/";
    String libraries = usr + "lib/x86_64-linux-gnu";
    return Map.of(
        "LD_LIBRARY_PATH", libraries + ":" + libraries + "/pulseaudio",
        "XDG_DATA_HOME", usr + "share");
  }

  /** The shell zsh: that of the machine, else the one of Debian's package, unpacked. */
  public static synchronized Path zsh() {
    return onPath("zsh").orElseGet(() -> ofDebian("zsh", "zsh-common").resolve("bin/zsh"));
  }

  /** wrk, which asks over HTTP as fast as answers come. */
  public static Path wrk() {
    return onPath("wrk")
        .orElseThrow(() -> missing("wrk", "install wrk (on Debian: apt-get install wrk)", ""));
  }

  /** Node.js. */
  static Path node() {
    return onPath("node").orElseThrow(() -> missing("node", NODE_HINT, ""));
  }

  /** The npm of Node.js. */
  static Path npm() {
    return onPath("npm").orElseThrow(() -> missing("npm", NODE_HINT, ""));
  }

  /** The root of Debian's package, unpacked with others that it needs. */
  private static Path ofDebian(String packageName, String... needed) {
    Path folder = TARGET.resolve("debian").resolve(packageName);
    Path root = folder.resolve("unpacked");
    if (!Files.isDirectory(root)) {
      try {
        Files.createDirectories(folder);
        unpack(folder, packageName, needed);
        Files.move(folder.resolve("unpacking"), root);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return root;
  }

  private static void unpack(Path folder, String packageName, String... needed) throws IOException {
    String hint = "install " + packageName + " (on Debian: apt-get install " + packageName + ")";
    List<String> wanted = new ArrayList<>(List.of(packageName));
    wanted.addAll(List.of(needed));
    download(folder, hint, wanted);
    for (Path archive : archives(folder)) {
      run(folder, hint, List.of("dpkg", "-x", archive.toString(), "unpacking"));
    }
  }

  /** Downloads packages; a machine may have no list of them yet, or an old one. */
  private static void download(Path folder, String hint, List<String> wanted) throws IOException {
    try {
      downloadListed(folder, hint, wanted);
    } catch (AssertionError notListed) {
      run(folder, hint, List.of("apt-get", "update"));
      downloadListed(folder, hint, wanted);
    }
  }

  private static void downloadListed(Path folder, String hint, List<String> wanted)
      throws IOException {
    run(folder, hint, command("apt-get download", lacking(folder, hint, wanted)));
  }

  /** The packages, and those that they need and this machine lacks. */
  private static List<String> lacking(Path folder, String hint, List<String> wanted)
      throws IOException {
    return run(folder, hint, command("apt-get -s --no-install-recommends install", wanted))
        .lines()
        .filter(line -> line.startsWith("Inst "))
        .map(line -> line.split(" ", 3)[1])
        .toList();
  }

  private static List<String> command(String words, List<String> more) {
    return Stream.concat(Arrays.stream(words.split(" ")), more.stream()).toList();
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

  /** What a program printed that ran to a good end; {@code hint} says how to come to one. */
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
