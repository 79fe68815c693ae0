package dev.spendbreaker.http;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request. Every method throws a {@link ProblemException}. */
final class Parameters {
  private static final String INSTANTS = "instants such as 2026-11-23T10:00:00Z";

  private final Map<String, String> values = new LinkedHashMap<>();

  private Parameters() {}

  /** Those of a request; each must be {@code known} and stand once. An empty one is absent. */
  static Parameters of(Request request, String... known) {
    Parameters parameters = new Parameters();
    for (Fields.Field field : fields(request)) {
      parameters.add(field, List.of(known));
    }
    return parameters;
  }

  /**
   * Those of a request, whatever their names; an empty one is absent.
   *
   * @param strictly whether the query is meant for this server: a problem is one. Otherwise what
   *     cannot be decoded, or stands twice, is passed over
   */
  static Map<String, String> all(Request request, boolean strictly) {
    Parameters parameters = new Parameters();
    try {
      for (Fields.Field field : fields(request)) {
        parameters.add(field, strictly);
      }
    } catch (ProblemException e) {
      if (strictly) {
        throw e;
      }
    }
    return parameters.values;
  }

  private void add(Fields.Field field, boolean strictly) {
    if (strictly || !field.hasMultipleValues()) {
      add(field, List.of(field.getName()));
    }
  }

  private static Fields fields(Request request) {
    try {
      return Request.extractQueryParameters(request);
    } catch (IllegalArgumentException
        | HttpException.RuntimeException
        | HttpException.IllegalStateException e) {
      throw bad("the query cannot be decoded", "percent-encode it as UTF-8").exception();
    }
  }

  private void add(Fields.Field field, List<String> known) {
    if (!known.contains(field.getName())) {
      throw bad("unknown parameter '" + field.getName() + "'", valid(known)).exception();
    }
    if (field.hasMultipleValues()) {
      throw bad("parameter '" + field.getName() + "' stands twice", "give it once").exception();
    }
    if (!field.getValue().isEmpty()) {
      values.put(field.getName(), field.getValue());
    }
  }

  private static String valid(List<String> known) {
    return known.isEmpty()
        ? "there are no parameters here"
        : "valid are " + String.join(", ", known);
  }

  /** The text of a parameter; null where it is absent. */
  @Nullable String text(String name) {
    return values.get(name);
  }

  /** One of {@code choices} by its text; null where it is absent. */
  <T> @Nullable T choice(String name, Map<String, T> choices) {
    String value = values.get(name);
    if (value == null) {
      return null;
    }
    T choice = choices.get(value);
    if (choice == null) {
      throw badValue(name, value, String.join(", ", new TreeSet<>(choices.keySet()))).exception();
    }
    return choice;
  }

  /** Some of {@code choices}, joined by commas, each once; none where it is absent. */
  Set<String> choices(String name, List<String> choices) {
    String value = values.get(name);
    if (value == null) {
      return Set.of();
    }
    List<String> chosen = List.of(value.split(",", -1));
    Set<String> distinct = new LinkedHashSet<>(chosen);
    if (!choices.containsAll(distinct) || distinct.size() < chosen.size()) {
      throw badValue(name, value, "one or more of " + String.join(", ", choices)).exception();
    }
    return distinct;
  }

  /** Whether a parameter is {@code true}; false where it is absent. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(choice(name, Map.of("true", true, "false", false)));
  }

  /** A whole number from 1 to {@code max}. */
  int count(String name, int absent, int max) {
    String value = values.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.matches("\\d{1,9}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > max) {
      throw badValue(name, value, "whole numbers from 1 to " + max).exception();
    }
    return Integer.parseInt(value);
  }

  /** An instant of the years 1970 to 9999; null where it is absent. */
  @Nullable Instant instant(String name) {
    String value = values.get(name);
    try {
      Instant instant = value == null ? null : Instant.parse(value);
      if (value != null && !value.matches("(19[7-9]|[2-9]..).*")) {
        throw badValue(name, value, INSTANTS).exception();
      }
      return instant;
    } catch (DateTimeParseException e) {
      throw badValue(name, String.valueOf(value), INSTANTS).exception();
    }
  }

  /** An ISO 8601 duration; null where it is absent. */
  @Nullable Duration duration(String name) {
    String value = values.get(name);
    try {
      return value == null ? null : Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw badValue(name, String.valueOf(value), "ISO 8601 durations, such as PT5M").exception();
    }
  }

  private static Problem badValue(String name, String value, String valid) {
    return bad("'" + value + "' is no value of parameter '" + name + "'", "valid are " + valid)
        .with("parameter", name);
  }

  /** A query that is wrong. */
  static Problem bad(String detail, String hint) {
    return new Problem(400, "invalid_parameter", detail, hint);
  }
}
