package dev.spendbreaker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a Markdown file that a benchmark writes, between two comments that name it. */
record Section(Path file, String name) {
  /**
   * Replaces the part.
   *
   * @throws IOException where the file does not exist or has no such part
   */
  void write(String text) throws IOException {
    String page = Files.readString(file);
    int from = page.indexOf(begin());
    int to = page.indexOf(end());
    if (from < 0 || to < from) {
      throw new IOException(
          file + " has no part to write to: it needs the lines " + begin() + " and " + end());
    }
    String before = page.substring(0, from + begin().length());
    Files.writeString(file, before + "\n\n" + text.strip() + "\n\n" + page.substring(to));
  }

  private String begin() {
    return "<!-- " + name + ": written by ./spendbreaker bench " + name + " -->";
  }

  private String end() {
    return "<!-- end of " + name + " -->";
  }
}
