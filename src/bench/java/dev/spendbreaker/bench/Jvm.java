package dev.spendbreaker.bench;

import dev.spendbreaker.testing.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts Java programs of this class path in JVMs of their own. */
final class Jvm {
  private Jvm() {}

  /**
   * Which of the jars of this class path a program sees. Flink and Kafka Streams each bring their
   * own build of RocksDB, in the same package, and Flink's connector needs the Kafka client that it
   * was made for.
   */
  enum Libraries {
    OURS("", "(flink|frocksdbjni).*"),
    FLINK("target/flink/kafka-clients.jar", "(rocksdbjni|kafka-clients).*");

    private final String first;

    /** A regular expression of names of jars. */
    private final String without;

    Libraries(String first, String without) {
      this.first = first;
      this.without = without;
    }

    private String classPath() {
      return Stream.concat(
              Stream.of(first).filter(jar -> !jar.isEmpty()),
              Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                  .filter(this::isSeen))
          .collect(Collectors.joining(File.pathSeparator));
    }

    private boolean isSeen(String entry) {
      return !new File(entry).getName().matches(without);
    }
  }

  /**
   * Starts a program.
   *
   * @param output takes what it prints
   * @param heap such as {@code 1g}
   */
  static ChildProcess start(
      Path output, String heap, Libraries libraries, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseParallelGC", "-cp", libraries.classPath()));
    command.add(main.getName());
    command.addAll(arguments);
    return ChildProcess.start(output, Path.of("."), command);
  }
}
