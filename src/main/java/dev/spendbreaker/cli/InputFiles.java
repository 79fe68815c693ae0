package dev.spendbreaker.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The files that a command is given to read. */
final class InputFiles {
  private InputFiles() {}

  /** Reads what one file holds. */
  @FunctionalInterface
  interface Reader<T> {
    List<T> read(Path file) throws IOException;
  }

  /**
   * Reads what all files hold.
   *
   * @throws ParameterException where one cannot be read
   */
  static <T> List<T> read(List<Path> files, Reader<T> reader, CommandLine command) {
    List<T> all = new ArrayList<>();
    for (Path file : files) {
      try {
        all.addAll(reader.read(file));
      } catch (IOException e) {
        String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
        throw new ParameterException(command, "cannot read '%s': %s".formatted(file, why));
      }
    }
    return all;
  }
}
