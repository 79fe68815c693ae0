package dev.spendbreaker.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a file of Java properties in UTF-8, and remembers the line of each key. A key given twice
 * is a problem, not a silent choice.
 */
final class SettingsFile {
  private static final int MAX_BYTES = 1024 * 1024;

  private final String name;
  private final List<String> problems;
  private final List<Given> found = new ArrayList<>();
  private final Map<String, Integer> lineOfKey = new HashMap<>();

  private SettingsFile(String name, List<String> problems) {
    this.name = name;
    this.problems = problems;
  }

  /** The settings in {@code file}; what is wrong with it is added to {@code problems}. */
  static List<Given> read(Path file, List<String> problems) {
    SettingsFile reader = new SettingsFile(String.valueOf(file.getFileName()), problems);
    try {
      reader.parse(text(file));
    } catch (NoSuchFileException e) {
      problems.add("settings file '" + file + "' does not exist");
    } catch (CharacterCodingException e) {
      problems.add("settings file '" + file + "' is not UTF-8: save it in that encoding");
    } catch (AccessDeniedException e) {
      problems.add("settings file '" + file + "' cannot be read: permission denied");
    } catch (IOException e) {
      problems.add("settings file '" + file + "' cannot be read: " + e.getMessage());
    }
    return reader.found;
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it is larger than " + MAX_BYTES + " bytes");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
  }

  /** Joins natural lines to logical ones, as {@link Properties#load} defines them. */
  private void parse(String text) throws IOException {
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      int first = i;
      StringBuilder logical = new StringBuilder(lines[i]);
      while (!isComment(lines[first]) && isContinued(lines[i]) && i + 1 < lines.length) {
        logical.append('\n').append(lines[++i]);
      }
      parseLine(logical.toString(), first + 1);
    }
  }

  private static boolean isComment(String line) {
    String start = line.stripLeading();
    return start.startsWith("#") || start.startsWith("!");
  }

  /** Whether a line ends in an odd number of backslashes. */
  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void parseLine(String line, int number) throws IOException {
    Properties parsed = new Properties();
    try {
      parsed.load(new StringReader(line));
    } catch (IllegalArgumentException e) {
      problems.add("malformed \\uXXXX escape in " + name + " line " + number);
    }
    parsed.stringPropertyNames().forEach(key -> add(key, parsed.getProperty(key), number));
  }

  private void add(String key, String value, int number) {
    Integer earlier = lineOfKey.putIfAbsent(key, number);
    Given given = new Given(key, value, new Origin.FileLine(name, number));
    if (earlier == null) {
      found.add(given);
    } else {
      problems.add(
          "duplicate setting " + given.where() + ": it is set in line " + earlier + " already");
    }
  }
}
