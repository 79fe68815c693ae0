package dev.spendbreaker.budget;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What has a budget: one value for each of one or more dimensions, such as agent {@code a1} and
 * task {@code run/42}.
 *
 * <p>Its key, {@code agent/a1/task/run%2F42}, has the dimensions in a fixed order (agent, task,
 * then the others by name) and each value percent-encoded, so that no two scopes collide.
 */
public final class Scope implements Comparable<Scope> {
  public static final String AGENT = "agent";
  public static final String TASK = "task";
  public static final String MODEL = "model";

  /** The fixed order of dimensions in a key: agent, task, then the others by name. */
  public static final Comparator<String> DIMENSION_ORDER =
      Comparator.comparingInt(Scope::rank).thenComparing(Comparator.naturalOrder());

  private static final Pattern DIMENSION = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private static final String UNRESERVED = "-._~";

  private final Map<String, String> values;
  private final String key;

  private Scope(Map<String, String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a scope needs at least one dimension");
    }
    TreeMap<String, String> ordered = new TreeMap<>(DIMENSION_ORDER);
    ordered.putAll(values);
    this.values = Collections.unmodifiableMap(ordered);
    this.key = keyOf(ordered);
  }

  public static Scope of(Map<String, String> values) {
    return new Scope(values);
  }

  public static Scope agent(String agent) {
    return new Scope(Map.of(AGENT, agent));
  }

  public static Scope task(String agent, String task) {
    return new Scope(Map.of(AGENT, agent, TASK, task));
  }

  /**
   * Reads a key such as {@code agent/a1/task/run%2F42}.
   *
   * @throws IllegalArgumentException with what is wrong, where it is not a key
   */
  public static Scope parse(String key) {
    List<String> parts = List.of(key.split("/", -1));
    if (parts.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "a scope key is dimension/value pairs, such as agent/a1/task/run%2F42, not '"
              + key
              + "'");
    }
    Map<String, String> values = new TreeMap<>(DIMENSION_ORDER);
    for (int i = 0; i < parts.size(); i += 2) {
      String dimension = decode(parts.get(i));
      if (dimension.isEmpty() || values.put(dimension, decode(parts.get(i + 1))) != null) {
        throw new IllegalArgumentException(
            "dimension '" + dimension + "' is empty or stands twice in scope key '" + key + "'");
      }
    }
    return new Scope(values);
  }

  /** Whether a dimension may have this name: up to 64 of a-z, 0-9 and '-', a letter first. */
  public static boolean isDimensionName(String name) {
    return DIMENSION.matcher(name).matches();
  }

  /**
   * Whether an overriding policy of one shape replaces policies of another: those of less specific
   * scopes of the same agent.
   */
  public static boolean overrides(List<String> shape, List<String> other) {
    return other.contains(AGENT) && other.size() < shape.size() && shape.containsAll(other);
  }

  public String key() {
    return key;
  }

  /** The dimensions in their fixed order, with their values. */
  public Map<String, String> values() {
    return values;
  }

  /** The names of the dimensions in their fixed order: the shape of the scope. */
  public List<String> shape() {
    return new ArrayList<>(values.keySet());
  }

  @Override
  public int compareTo(Scope other) {
    return key.compareTo(other.key);
  }

  /** The key of the scope that this one is kept with: its agent's, or its own if it has none. */
  public String ownerKey() {
    String agent = values.get(AGENT);
    return agent == null ? key : agent(agent).key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scope scope && key.equals(scope.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key;
  }

  private static int rank(String dimension) {
    return switch (dimension) {
      case AGENT -> 0;
      case TASK -> 1;
      default -> 2;
    };
  }

  private static String keyOf(Map<String, String> ordered) {
    StringBuilder text = new StringBuilder();
    ordered.forEach(
        (dimension, value) -> {
          if (text.length() > 0) {
            text.append('/');
          }
          encode(dimension, text);
          text.append('/');
          encode(value, text);
        });
    return text.toString();
  }

  /** RFC 3986, §2.1: all but unreserved characters as percent-encoded UTF-8, upper-case. */
  private static void encode(String value, StringBuilder text) {
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (isUnreserved(c)) {
        text.append(c);
      } else {
        text.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 0xF));
      }
    }
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED.indexOf(c) >= 0;
  }

  private static char hexDigit(int value) {
    return Character.toUpperCase(Character.forDigit(value, 16));
  }

  private static String decode(String text) {
    byte[] bytes = new byte[text.length() * 3];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) hexByte(text, i);
        i += 2;
      } else if (isUnreserved(c)) {
        bytes[length++] = (byte) c;
      } else {
        throw new IllegalArgumentException(
            "'" + c + "' must be percent-encoded in a scope key: '" + text + "'");
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static int hexByte(String text, int at) {
    int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new IllegalArgumentException("a '%' without two hexadecimal digits in '" + text + "'");
    }
    return high << 4 | low;
  }
}
