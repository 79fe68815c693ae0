package dev.spendbreaker.cli;

import dev.spendbreaker.explain.CaptureException;
import dev.spendbreaker.explain.CaptureMessages;
import java.nio.file.Path;
import java.util.List;

/** The files of spans that a command is given. */
final class CaptureFiles {
  private static final String STANDARD_INPUT = "-";

  private CaptureFiles() {}

  /** Hands over the messages of all files; {@code -} is standard input. */
  static void read(List<String> files, CaptureMessages.Reader reader) throws CaptureException {
    for (String file : files) {
      if (file.equals(STANDARD_INPUT)) {
        CaptureMessages.read("standard input", System.in, reader);
      } else {
        CaptureMessages.read(Path.of(file), reader);
      }
    }
  }
}
