package dev.spendbreaker.bench;

import dev.spendbreaker.testing.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Starts Java programs of this class path in JVMs of their own. */
final class Jvm {
  private Jvm() {}

  /**
   * Starts a program.
   *
   * @param output takes what it prints
   * @param heap such as {@code 1g}
   * @param without beginnings of the names of jars that it must not see
   */
  static ChildProcess start(
      Path output, String heap, List<String> without, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseParallelGC", "-cp", classPath(without)));
    command.add(main.getName());
    command.addAll(arguments);
    return ChildProcess.start(output, Path.of("."), command);
  }

  private static String classPath(List<String> without) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> without.stream().noneMatch(part -> new File(entry).getName().startsWith(part)))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
