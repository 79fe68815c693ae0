package dev.spendbreaker.document;

import java.util.regex.Pattern;

/** JSON paths (RFC 9535): {@code $.limit.usd}, {@code $.grants[0]}, {@code $['a b']}. */
final class Paths {
  static final String ROOT = "$";

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private Paths() {}

  static String child(String path, String name) {
    return PLAIN_NAME.matcher(name).matches()
        ? path + "." + name
        : path + "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
  }

  static String child(String path, int index) {
    return path + "[" + index + "]";
  }

  /** The path without its last step; empty for the root. */
  static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? "" : path.substring(0, end);
  }
}
