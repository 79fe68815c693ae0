package dev.spendbreaker.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads what references name: {@code env:NAME} an environment variable, {@code file:PATH} a file.
 * Asked anew each time, so that a file may be replaced. No message holds what was read.
 */
final class References {
  private static final String ENV = "env:";
  private static final String FILE = "file:";
  private static final int MAX_BYTES = 16 * 1024;

  private final Map<String, String> environment;

  References(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The value that a reference names, without white space around it; a text that is no reference is
   * itself the value.
   *
   * @throws UndeliverableException where there is none
   */
  String read(String text) throws UndeliverableException {
    if (text.startsWith(ENV)) {
      return present(text, environment.getOrDefault(text.substring(ENV.length()), ""));
    }
    return text.startsWith(FILE) ? present(text, content(text)) : text;
  }

  private static String content(String reference) throws UndeliverableException {
    try {
      Path file = Path.of(reference.substring(FILE.length()));
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        throw new UndeliverableException(reference + " is no file of at most 16 KiB");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException | InvalidPathException e) {
      throw new UndeliverableException(reference + " cannot be read");
    }
  }

  private static String present(String reference, String value) throws UndeliverableException {
    if (value.isBlank()) {
      throw new UndeliverableException(reference + " is empty or not set");
    }
    return value.strip();
  }
}
