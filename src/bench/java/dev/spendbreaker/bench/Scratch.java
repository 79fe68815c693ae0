package dev.spendbreaker.bench;

import dev.spendbreaker.testing.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary directory for the data of a benchmark and what its processes print. */
final class Scratch implements AutoCloseable {
  private final Path directory;

  Scratch() throws IOException {
    directory = Files.createTempDirectory("spendbreaker-bench");
  }

  Path directory() {
    return directory;
  }

  /** Deletes it. */
  @Override
  public void close() throws IOException {
    FileTree.delete(directory);
  }
}
