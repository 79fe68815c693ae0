package dev.spendbreaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The files that a command is given to read. */
final class InputFiles {
  private static final Pattern DOCUMENT = Pattern.compile(".*\\.(yaml|yml|json)");

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

  /**
   * Puts in place of each folder the YAML and JSON files in it, by name.
   *
   * @throws ParameterException where a folder has none, or cannot be read
   */
  static List<Path> inFolders(List<Path> paths, CommandLine command) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(inFolder(path, command));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private static List<Path> inFolder(Path folder, CommandLine command) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files =
          entries.filter(path -> DOCUMENT.matcher(path.toString()).matches()).sorted().toList();
      if (files.isEmpty()) {
        throw new ParameterException(
            command, "'%s' holds no .yaml, .yml or .json file".formatted(folder));
      }
      return files;
    } catch (IOException e) {
      throw new ParameterException(
          command, "cannot read '%s': %s".formatted(folder, e.getMessage()));
    }
  }
}
