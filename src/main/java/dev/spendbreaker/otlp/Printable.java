package dev.spendbreaker.otlp;

/** Makes text from a message safe to show: short, and without invisible characters. */
final class Printable {
  private static final int MAX_CODE_POINTS = 64;

  private Printable() {}

  static String of(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(MAX_CODE_POINTS)
        .forEach(c -> safe.appendCodePoint(isVisible(c) ? c : '?'));
    return text.codePointCount(0, text.length()) > MAX_CODE_POINTS
        ? safe.append('…').toString()
        : safe.toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
