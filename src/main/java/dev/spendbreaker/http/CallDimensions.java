package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Scope;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** The dimensions of a call in the headers of a request. Throws {@link ProblemException}s. */
final class CallDimensions {
  private final CheckOptions options;

  CallDimensions(CheckOptions options) {
    this.options = options;
  }

  /**
   * Adds what headers say, in place of what is there. A header that stands twice, with different
   * values, is refused: a client that adds a second one must not choose which counts.
   */
  void addHeaders(HttpFields headers, Map<String, String> dimensions) {
    Map<String, String> named = new HashMap<>();
    for (HttpField field : headers) {
      String dimension = dimension(field.getName());
      String value = field.getValue();
      if (dimension != null && value != null && !value.isEmpty()) {
        add(dimension, utf8(value), named);
      }
    }
    dimensions.putAll(named);
  }

  /** The dimension that a header names, in lower case; null where it names none. */
  @Nullable String dimension(String header) {
    if (header.equalsIgnoreCase(options.agentHeader())) {
      return Scope.AGENT;
    }
    if (header.equalsIgnoreCase(options.taskHeader())) {
      return Scope.TASK;
    }
    String prefix = options.headerPrefix();
    if (!header.regionMatches(true, 0, prefix, 0, prefix.length())) {
      return null;
    }
    String name = header.substring(prefix.length()).toLowerCase(Locale.ROOT);
    boolean builtIn = name.equals(Scope.AGENT) || name.equals(Scope.TASK);
    return name.isEmpty() || builtIn ? null : name;
  }

  private static void add(String dimension, String value, Map<String, String> named) {
    String before = named.put(dimension, value);
    if (before != null && !before.equals(value)) {
      throw new Problem(
              400,
              "ambiguous_dimension",
              "the header of dimension '" + dimension + "' stands twice, with different values",
              "let the gateway replace what its clients send")
          .exception();
    }
  }

  /** Jetty decodes headers as ISO 8859-1; what is valid UTF-8 was meant so. */
  private static String utf8(String value) {
    if (value.chars().allMatch(c -> c < 0x80)) {
      return value;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      return value;
    }
  }

  /** What to say where a request names no dimension at all. */
  static Problem none(String hint) {
    return new Problem(
        400, "no_dimension", "the request does not say which agent or task it is about", hint);
  }
}
