package dev.spendbreaker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A secret as settings give it: {@code env:NAME} for an environment variable, {@code file:PATH} for
 * the content of a file without blanks around it, anything else for itself.
 */
final class SecretReference {
  private static final String ENV = "env:";
  private static final String FILE = "file:";

  private SecretReference() {}

  /**
   * The secret.
   *
   * @throws IOException where there is none at the reference; says so for people
   */
  static String resolve(String text, Map<String, String> env) throws IOException {
    if (text.startsWith(ENV)) {
      return variable(text.substring(ENV.length()), env);
    }
    return text.startsWith(FILE) ? content(text.substring(FILE.length())) : text;
  }

  private static String variable(String name, Map<String, String> env) throws IOException {
    String value = env.get(name);
    if (value == null) {
      throw new IOException("environment variable " + name + " is not set");
    }
    return value.strip();
  }

  private static String content(String path) throws IOException {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new IOException(
          "file " + path + " cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }
}
